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

  async function subscribe() {
    if (await Notification.requestPermission() !== 'granted')
      throw 'You said no to notifications from this page. You can change that in the browser’s settings.';
    words.textContent = 'One moment…';
    const worker = await navigator.serviceWorker.ready;
    const old = await worker.pushManager.getSubscription();
    await old?.unsubscribe(); // it may be another user's
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) });
  }

  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
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
