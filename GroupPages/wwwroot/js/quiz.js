// 1 to 4 choose, Enter goes on.
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const answers = document.querySelectorAll('.answers button');
  if (/^[1-4]$/.test(event.key)) answers[event.key - 1]?.click();
  else if (event.key === 'Enter' && event.target === document.body) document.querySelector('[data-next]')?.click();
});
