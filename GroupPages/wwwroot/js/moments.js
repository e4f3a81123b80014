// Moments in the reader's own time: <time> is written so, and what is typed into a datetime field goes out in UTC.
(() => {
  'use strict';
  const two = number => String(number).padStart(2, '0');
  const local = at => at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) + 'T' + two(at.getHours()) + ':' + two(at.getMinutes());

  function show(root) {
    const now = new Date();
    for (const time of root.querySelectorAll('time')) {
      // As the server wrote it: the day first, with or without the time of day, the year, and the month in full.
      const at = new Date(time.dateTime), said = time.textContent, isDay = !/\d:\d\d/.test(said);
      const day = { day: 'numeric', month: /[a-z]{4}/i.test(said) ? 'long' : 'short', year: /\d{4}/.test(said) ? 'numeric' : undefined };
      if (!isDay && at.getFullYear() === now.getFullYear()) delete day.year;
      time.textContent = isDay ? at.toLocaleDateString('en-GB', day)
        : (at.toDateString() === now.toDateString() ? '' : at.toLocaleDateString('en-GB', day) + ', ')
          + at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    }
  }

  for (const field of document.querySelectorAll('input[data-moment]')) {
    const utc = document.createElement('input');
    utc.type = 'hidden';
    utc.name = field.name + 'Utc';
    field.after(utc);
    if (field.value) field.value = local(new Date(field.value + 'Z'));
    const tell = () => { utc.value = field.value ? new Date(field.value).toISOString() : ''; };
    field.addEventListener('input', tell);
    tell();
  }
  for (const zone of document.querySelectorAll('[data-zone]')) zone.remove();
  show(document);
  document.addEventListener('htmx:afterSwap', event => show(event.target));
})();
