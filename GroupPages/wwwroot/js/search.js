// While somebody types, what could not be searched just now is said where the results stand: those of other words would be no answer.
(() => {
  'use strict';
  const say = words => {
    const told = Object.assign(document.createElement('p'), { textContent: words });
    told.setAttribute('role', 'alert');
    document.getElementById('found').replaceChildren(told);
  };
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.xhr.status < 400) return;
    // The server's own words, unless it is a whole page.
    if (detail.serverResponse.trimStart().startsWith('<section id="found"')) detail.shouldSwap = true;
    else say('This could not be searched just now. Try again in a moment.');
  });
  document.addEventListener('htmx:sendError', () => say('There is no line just now. Search again when it is back.'));
})();
