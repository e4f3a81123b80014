// A photo on this phone: seen before it is sent, and made smaller. For the chat's photos and for portraits.
const photoFile = (() => {
  'use strict';
  const LONGEST = 1600, LIGHT = 400 * 1024;
  const canvasOf = (width, height) => Object.assign(document.createElement('canvas'), { width, height });

  // A square of a picture, drawn: an address of a blob would need a hole in the page's policy. place: 0 start, .5 middle, 1 end.
  function square(picture, canvas, place) {
    const side = Math.min(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, (picture.width - side) * place, (picture.height - side) * place, side, side, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  async function drawn(file, size) {
    const canvas = canvasOf(size, size);
    try {
      const picture = await createImageBitmap(file);
      square(picture, canvas, .5);
      picture.close();
    } catch { canvas.classList.add('unknown'); }
    return canvas;
  }

  // What the browser cannot open goes as it is: the server says in words what is wrong with it. Pictures come upright out of
  // createImageBitmap, and without a word of where they were taken out of the canvas.
  async function smaller(file) {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size <= LIGHT) return file;
      const canvas = canvasOf(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#fff';
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', .85));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: blob.type }) : file;
    } catch { return file; }
  }

  return { square, drawn, smaller };
})();
