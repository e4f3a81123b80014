// A portrait or a logo: seen at once, cut as chosen, and made smaller before it is sent. The old one stays until the new one is there.
// The form may have other fields: the portrait's stand together in .portrait, which may be the form itself.
document.querySelectorAll('.portrait').forEach(box => {
  'use strict';
  const form = box.closest('form'), field = form.elements.photo, status = box.querySelector('[role=status]');
  const old = box.querySelector('.avatar, .logo');
  const canvas = Object.assign(document.createElement('canvas'), { className: old.getAttribute('class'), width: 300, height: 300 });
  let picture = null, making = null;

  const draw = () => photoFile.square(picture, canvas, { start: 0, middle: .5, end: 1 }[form.elements.crop.value]);

  async function choose(file) {
    box.querySelector('.error').textContent = '';
    box.classList.toggle('chosen', !!file);
    const opened = file ? await createImageBitmap(file).catch(() => null) : null;
    if (field.files[0] !== file) return opened?.close(); // another was chosen meanwhile
    picture?.close();
    picture = opened;
    box.classList.toggle('square', !picture || picture.width === picture.height);
    if (picture) { draw(); old.replaceWith(canvas); } else canvas.replaceWith(old);
    // What the browser cannot open the server may; until then only its name tells that it was chosen.
    status.textContent = file && !picture ? 'Chosen: ' + file.name : '';
    const small = file && await photoFile.smaller(file);
    if (!small || small === file || field.files[0] !== file) return;
    const files = new DataTransfer();
    files.items.add(small);
    field.files = files.files;
  }

  field.addEventListener('change', () => {
    const mine = making = choose(field.files[0]).finally(() => { if (making === mine) making = null; });
  });
  form.addEventListener('change', event => { if (event.target.name === 'crop' && picture) draw(); });
  form.addEventListener('submit', async event => {
    if (event.submitter?.name === 'remove' || !field.files.length) return;
    status.textContent = 'Sending the photo…';
    if (!making) return;
    event.preventDefault();
    await making;
    form.requestSubmit(box.querySelector('.save'));
  });
  // Back from the next page by the browser's own button.
  addEventListener('pageshow', () => { status.textContent = ''; });
});
