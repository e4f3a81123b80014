// What is on its way, kept on the phone until the server has it: closing the page loses nothing. Words and keys stand in
// localStorage, which is written before the page can close; files, too large for it, in a database beside it.
chat.outbox = (() => {
  'use strict';
  const { store, me } = chat;
  let last = 0;

  // Waits for one request on the files; null when there is no database, such as in a private window.
  const ask = todo => new Promise(done => {
    const opening = indexedDB.open('chat-' + me, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('files');
    opening.onerror = () => done(null);
    opening.onsuccess = () => {
      const request = todo(opening.result.transaction('files', 'readwrite').objectStore('files'));
      request.onsuccess = () => { done(request.result); opening.result.close(); };
      request.onerror = () => { done(null); opening.result.close(); };
    };
  }).catch(() => null);

  // The name sorts by time, and is this message's own: two tabs write side by side without harm.
  const write = ({ at, key, text, files, fault }) =>
    store.set('out:' + String(at).padStart(15, '0') + ':' + key, JSON.stringify({ at, key, text, files: files.length, fault }));

  // fetch does not tell how far an upload is. Half a minute without any progress is a dead line.
  const upload = (address, { text, key, files }, say) => new Promise((done, gone) => {
    const request = new XMLHttpRequest(), body = new FormData();
    body.set('text', text);
    body.set('key', key);
    files.forEach(file => body.append('photos', file, file.name));
    request.open('POST', address);
    request.setRequestHeader('HX-Request', 'true');
    let silence = setTimeout(() => request.abort(), 30000);
    request.upload.onprogress = event => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), 30000);
      say(event.loaded === event.total ? 'almost there…' : 'sending… ' + Math.round(100 * event.loaded / event.total) + ' %');
    };
    // All of it is there, and now waits its turn to be developed.
    request.upload.onload = () => { clearTimeout(silence); silence = setTimeout(() => request.abort(), 90000); };
    request.onloadend = () => {
      clearTimeout(silence);
      if (!request.status) return gone(new Error('no answer'));
      done({ status: request.status, headers: { get: name => request.getResponseHeader(name) }, text: () => request.responseText });
    };
    request.send(body);
  });

  return {
    upload,
    /** What a new message is known by: a key of its own, and a time later than any other's. */
    newName: () => ({
      key: [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join(''),
      at: last = Math.max(Date.now(), last + 1),
    }),
    /** Keeps a message; its isKept says whether that went well. */
    keep: message => {
      const isWritten = !!write(message);
      // Until its files are there, too, closing the page would lose them.
      message.isKept = isWritten && !message.files.length;
      if (isWritten && message.files.length) ask(files => files.put(message.files, message.key)).then(done => { message.isKept = !!done; });
    },
    /** Keeps that it could not be sent, and why; or, without words, that it may be tried again. */
    mark: (message, fault) => { message.fault = fault; if (message.isKept) write(message); },
    drop: message => {
      store.names('out:').filter(name => name.endsWith(':' + message.key)).forEach(name => store.set(name, null));
      if (message.files.length) ask(files => files.delete(message.key));
    },
    /** What an earlier page left, oldest first. One whose files are gone is lost: sent, it would be half of what was meant. */
    all: () => Promise.all(store.names('out:').map(async name => {
      try {
        const message = JSON.parse(store.get(name));
        const files = message.files ? await ask(kept => kept.get(message.key)) : [];
        return files ? { ...message, files, isKept: true }
          : { ...message, files: [], isKept: true, isLost: true, fault: 'Its photos are no longer on this phone.' };
      } catch { return store.set(name, null) && null; }
    })).then(found => found.filter(Boolean)),
  };
})();
