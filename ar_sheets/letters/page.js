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
    said.textContent = left + " shown";
  }
  [words, step, only].forEach(function (field) { field.addEventListener("input", filter); });
  document.getElementById("filter").hidden = false;
})();
