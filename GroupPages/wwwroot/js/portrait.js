// A portrait or a logo: seen at once, cut as chosen, and made smaller before it is sent. The old one stays until the new one is there.
document.querySelectorAll('form.portrait').forEach(form => {
  'use strict';
  const field = form.elements.photo, old = form.querySelector('.avatar, .logo'), status = form.querySelector('[role=status]');
  const canvas = Object.assign(document.createElement('canvas'), { className: old.getAttribute('class'), width: 300, height: 300 });
  let picture = null, making = null;

  const draw = () => photoFile.square(picture, canvas, { start: 0, middle: .5, end: 1 }[form.elements.crop.value]);

  async function choose(file) {
    form.querySelector('.error').textContent = '';
    form.classList.toggle('chosen', !!file);
    picture?.close();
    picture = file ? await createImageBitmap(file).catch(() => null) : null;
    form.classList.toggle('square', !picture || picture.width === picture.height);
    if (picture) { draw(); old.replaceWith(canvas); } else canvas.replaceWith(old);
    const small = file && await photoFile.smaller(file);
    if (!small || small === file || field.files[0] !== file) return;
    const box = new DataTransfer();
    box.items.add(small);
    field.files = box.files;
  }

  field.addEventListener('change', () => {
    const mine = making = choose(field.files[0]).finally(() => { if (making === mine) making = null; });
  });
  form.addEventListener('change', event => { if (event.target.name === 'crop' && picture) draw(); });
  form.addEventListener('submit', async event => {
    if (event.submitter?.name === 'remove') return;
    status.textContent = 'Sending the photo…';
    if (!making) return;
    event.preventDefault();
    await making;
    form.requestSubmit(form.querySelector('.save'));
  });
  // Back from the next page by the browser's own button.
  addEventListener('pageshow', () => { status.textContent = ''; });
});
