"""The desk: a new business, its icon, the menu behind the icon, and the week's timetable. No terminal needed."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
