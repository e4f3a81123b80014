// Moments in the reader's own time: <time> is written so, and what is typed into a datetime field goes out in UTC.
(() => {
  'use strict';
  const two = number => String(number).padStart(2, '0');
  const local = at => at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) + 'T' + two(at.getHours()) + ':' + two(at.getMinutes());

  function show(root) {
    for (const time of root.querySelectorAll('time')) {
      const at = new Date(time.dateTime), isDay = !/\d\d:\d\d/.test(time.textContent);
      const today = new Date().toDateString() === at.toDateString();
      const clock = { hour: '2-digit', minute: '2-digit' }, day = { day: 'numeric', month: 'short' };
      time.textContent = at.toLocaleString(document.documentElement.lang, isDay ? { ...day, year: 'numeric' } : today ? clock : { ...day, ...clock });
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
