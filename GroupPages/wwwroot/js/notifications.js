// Notifications on this device: asked for after a tap only, then told to the server by the form that stands there.
(() => {
  'use strict';
  const form = document.querySelector('#push'), zone = document.querySelector('#zone[data-new]');
  if (zone) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...zone.options].some(option => option.value === here)) zone.value = here;
  }
  if (!form || !('serviceWorker' in navigator) || !('PushManager' in window)) return;
  const button = form.querySelector('button'), words = form.querySelector('[role=status]');
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt(0));
  button.hidden = false;
  words.textContent = '';

  const PATIENCE = 20000; // a push service on a slow line; longer than that nobody looks at a button that does nothing
  const NO_WORKER = 'This browser does not let the page work while it is closed. It may be a private window, or one that keeps nothing: '
    + 'open this page in a usual one and try again.';

  // The browser's own "ready" waits for ever where no worker can be installed: a private window, storage that is blocked, a file
  // that did not come.
  async function installed() {
    const registration = await navigator.serviceWorker.register('/sw.js').catch(() => { throw NO_WORKER; });
    const worker = registration?.installing;
    const gone = new Promise((_, fail) => worker?.addEventListener('statechange', () => { if (worker.state === 'redundant') fail(NO_WORKER); }));
    return Promise.race([navigator.serviceWorker.ready, gone]);
  }

  async function subscribe() {
    const worker = await installed();
    const old = await worker.pushManager.getSubscription();
    await old?.unsubscribe(); // it may be another user's
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
  }

  async function ask() {
    if (await Notification.requestPermission() !== 'granted')
      throw 'You said no to notifications from this page. You can change that in the browser’s settings.';
    words.textContent = 'One moment…';
    const late = new Promise((_, fail) => setTimeout(fail, PATIENCE, 'The browser did not answer. Try again later, or open this page in a usual window if this is a private one.'));
    return Promise.race([subscribe(), late]);
  }

  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    try {
      const { endpoint, keys } = (await ask()).toJSON();
      form.endpoint.value = endpoint;
      form.p256dh.value = keys.p256dh;
      form.auth.value = keys.auth;
      form.submit();
    } catch (error) {
      words.textContent = typeof error === 'string' ? error : 'The browser could not set this up. Try again later.';
      button.disabled = false;
    }
  });
})();
