(function () {
  var words = document.getElementById("words"), step = document.getElementById("step");
  var only = document.getElementById("only"), said = document.getElementById("said");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-words]"));
  function fits(item) {
    var data = item.dataset;
    return data.words.indexOf(words.value.trim().toLowerCase()) >= 0 &&
      (!step.value || data.step === step.value) &&
      (!only.value || data[only.value] === "yes");
  }
  function filter() {
    var left = 0;
    items.forEach(function (item) {
      item.hidden = !fits(item);
      if (!item.hidden && item.tagName === "TR") { left += 1; }
    });
    said.textContent = said.dataset.shown.replace("{count}", left);
  }
  function page(by) {
    var shown = items.filter(function (item) { return item.tagName === "ARTICLE" && !item.hidden; });
    var at = shown.indexOf(document.activeElement);
    var next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by];
    if (next) { next.focus({ preventScroll: true }); next.scrollIntoView(); }
  }
  var keys = {
    j: function () { page(1); }, ArrowRight: function () { page(1); },
    k: function () { page(-1); }, ArrowLeft: function () { page(-1); },
    t: function () { document.activeElement.blur(); window.scrollTo(0, 0); },
    "/": function () { words.focus(); words.scrollIntoView(); }
  };
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape" && typing) { event.target.blur(); }
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) { return; }
    event.preventDefault();
    keys[event.key]();
  });
  [words, step, only].forEach(function (field) { field.addEventListener("input", filter); });
  document.getElementById("filter").hidden = false;
  document.getElementById("keys").hidden = false;
})();
