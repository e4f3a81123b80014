// What the phone can show without a line, and what it says while the page is closed. Pages always come from the server when
// it answers; a copy of the last people pages and conversations is kept for the one who is signed in, and for nobody else.
'use strict';
const VERSION = 'v1';
const FILES = VERSION + '-files';
const PAGES = VERSION + '-of-'; // and the number of whose they are
const OFFLINE = '/offline.html';
const KEPT = /^\/(g\/[a-z0-9-]+(\/chat)?|chat(\/\d+)?)\/?$/;
const ANOTHER = /^\/(logout|login|l\/|j\/|signup|me\/delete|me\/devices)/; // after these forms somebody else, or nobody, is signed in
const MOST_PAGES = 30, MOST_FILES = 60, MOST_PHOTOS = 300;

self.addEventListener('install', event => event.waitUntil((async () => {
  await (await caches.open(FILES)).addAll([OFFLINE, '/css/app.css'].map(path => new Request(path, { cache: 'reload' })));
  await self.skipWaiting(); // the server decides what a page is, so a newer worker fits an older page
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (!name.startsWith(VERSION)) await caches.delete(name);
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
})()));

self.addEventListener('fetch', event => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === 'navigate' && request.method === 'GET') event.respondWith(page(event, url));
  else if (request.mode === 'navigate' && ANOTHER.test(url.pathname)) event.respondWith(sent(event));
  else if (request.method === 'GET' && /^\/(css|js|lib)\//.test(url.pathname)) event.respondWith(file(event, FILES, MOST_FILES));
  else if (request.method === 'GET' && url.pathname.startsWith('/photos/')) event.respondWith(photo(event));
});

let noted; // what the latest page brought

async function page(event, url) {
  let response;
  try {
    response = await event.preloadResponse || await fetch(event.request);
  } catch {
    return await kept(url) || await caches.match(OFFLINE) || Response.error();
  }
  if (response.type === 'basic') event.waitUntil(noted = note(url, response.clone()));
  return response;
}

// Whose page it is stands in it. Another's copies go at once; so do all when nobody is signed in any more.
async function note(url, response) {
  const key = url.origin + url.pathname;
  // Taken away from its reader, it is taken away here; such an answer does not say whose it is.
  if (response.status === 404 || response.status === 410) {
    for (const name of await mine()) await (await caches.open(name)).delete(key);
    return;
  }
  if (!/^text\/html/.test(response.headers.get('Content-Type') || '')) return;
  const reader = /<body[^>]* data-user="(\d*)"/.exec(await response.clone().text());
  if (!reader) return;
  await forgetAllBut(reader[1]);
  if (!reader[1] || !KEPT.test(url.pathname) || !response.ok || response.redirected || url.search) return;
  const cache = await caches.open(PAGES + reader[1]);
  await cache.delete(key); // so that the latest stand last
  await cache.put(key, response);
  await trim(cache, request => KEPT.test(new URL(request.url).pathname), MOST_PAGES);
}

// The form goes out as it is; what is kept is forgotten before anybody else can look.
async function sent(event) {
  await forgetAllBut('');
  return fetch(event.request).catch(async () => await caches.match(OFFLINE) || Response.error());
}

const mine = async () => (await caches.keys()).filter(name => name.startsWith(PAGES));

async function kept(url) {
  for (const name of await mine()) {
    const copy = await (await caches.open(name)).match(url.origin + url.pathname);
    if (copy) return copy;
  }
}

async function forgetAllBut(user) {
  for (const name of await mine()) if (name !== PAGES + user) await caches.delete(name);
}

// Most have names that change with what is in them: a copy of those is never old. Of the others it is for a lost line.
const isLasting = response => /immutable/.test(response?.headers.get('Cache-Control') || '');

async function file(event, name, most) {
  const cache = await caches.open(name), copy = await cache.match(event.request);
  if (isLasting(copy)) return copy;
  const response = await fetch(event.request).catch(() => copy || Response.error());
  if (response.ok && response !== copy) {
    const again = response.clone();
    event.waitUntil(cache.put(event.request, again).then(() => trim(cache, () => true, most)));
  }
  return response;
}

// Faces and pictures are kept with the pages they stand on, and go with them.
async function photo(event) {
  const copy = await caches.match(event.request);
  if (copy) return copy;
  const response = await fetch(event.request), again = response.clone();
  event.waitUntil((async () => {
    await noted; // the page that shows it
    const [name] = await mine();
    if (!name || !response.ok) return;
    const cache = await caches.open(name);
    await cache.put(event.request, again);
    await trim(cache, request => request.url.includes('/photos/'), MOST_PHOTOS);
  })());
  return response;
}

async function trim(cache, counts, most) {
  const all = (await cache.keys()).filter(counts);
  for (const request of all.slice(0, Math.max(0, all.length - most))) await cache.delete(request);
}

// ---------------------------------------------------------------- notifications
self.addEventListener('push', event => event.waitUntil((async () => {
  let said;
  try { said = event.data.json(); } catch { return; }
  await self.registration.showNotification(said.title, {
    body: said.body, tag: said.tag, icon: '/icons/app-192.png', badge: '/icons/badge.png', data: said.path,
  });
})()));

self.addEventListener('notificationclick', event => {
  event.notification.close();
  const path = event.notification.data || '/';
  event.waitUntil((async () => {
    const open = await self.clients.matchAll({ type: 'window' });
    const one = open.find(client => client.visibilityState === 'visible') || open[0];
    // A page under an older worker cannot be sent elsewhere.
    if (one) try { await (await one.focus()).navigate(path); return; } catch { /* then a new one */ }
    await self.clients.openWindow(path);
  })());
});

// The browser changed the address by itself: it is told on, as the page would.
self.addEventListener('pushsubscriptionchange', event => event.waitUntil((async () => {
  const options = event.oldSubscription?.options;
  const fresh = event.newSubscription || (options && await self.registration.pushManager.subscribe(options));
  if (!fresh) return;
  const { endpoint, keys } = fresh.toJSON();
  await fetch('/me/notifications?handler=Device', { method: 'POST', body: new URLSearchParams({ endpoint, ...keys }) });
})()));
