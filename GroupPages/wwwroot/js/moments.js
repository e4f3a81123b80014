// Moments in the reader's own time: <time> is written so, and what is typed into a datetime field goes out in UTC.
(() => {
  'use strict';
  const two = number => String(number).padStart(2, '0');
  const local = at => at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate()) + 'T' + two(at.getHours()) + ':' + two(at.getMinutes());

  // The pages are English: a reader of another language has British dates, as the pages are written, and never those of the USA.
  const tongue = /^en\b/.test(navigator.language) ? navigator.language : 'en-GB';

  function show(root) {
    const now = new Date();
    for (const time of root.querySelectorAll('time')) {
      const at = new Date(time.dateTime), text = time.textContent, seconds = /\d:\d\d:\d\d/.test(text);
      const year = /\d{4}/.test(text), isDay = !/\d\d:\d\d/.test(text), isToday = now.toDateString() === at.toDateString();
      const clock = { hour: '2-digit', minute: '2-digit', ...seconds && { second: '2-digit' } };
      const day = { day: 'numeric', month: 'short', ...(isDay || year && at.getFullYear() !== now.getFullYear()) && { year: 'numeric' } };
      time.textContent = at.toLocaleString(tongue, isDay ? day : isToday && !year ? clock : { ...day, ...clock });
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
