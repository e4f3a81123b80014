// Baseline (d): the old architecture's chat. One Node.js process, Socket.IO over WebSocket only, rooms, one LISTEN
// connection. Two ways of telling a room of a message: OLD_CHAT=push sends all of it; OLD_CHAT=fetch sends its id, and
// each receiver then fetches it by HTTP, as that app really did.
'use strict';

const http = require('node:http');
const { Server } = require('socket.io');
const { Client, Pool } = require('pg');

const fetches = process.env.OLD_CHAT === 'fetch';
const base = { host: '127.0.0.1', user: 'grouppages', database: 'grouppages' };
const pool = new Pool({ ...base, port: Number(process.env.LOAD_PGBOUNCER_PORT), max: 18 });
const listener = new Client({ ...base, port: Number(process.env.LOAD_POSTGRES_PORT), application_name: 'old-chat-listener' });

const server = http.createServer(answer);
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });

io.on('connection', (socket) => socket.on('join', (room) => {
  socket.join(room);
  socket.emit('joined');
}));

async function answer(request, response) {
  try {
    const url = new URL(request.url, 'http://127.0.0.1');
    const message = url.pathname.match(/^\/messages\/(\d+)$/);
    if (request.method === 'POST' && url.pathname === '/post') await post(request, response, url.searchParams.get('room'));
    else if (message) await give(response, message[1]);
    else response.writeHead(404).end();
  } catch (error) {
    console.error(error.message);
    response.writeHead(500).end();
  }
}

async function post(request, response, room) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const text = new URLSearchParams(body).get('text');
  await pool.query(`
    WITH made AS (INSERT INTO old_messages (room, author, text) VALUES ($1, 'Annelise Moorwell', $2) RETURNING *)
    SELECT pg_notify('old', ${fetches ? "json_build_object('id', id, 'room', room)" : 'row_to_json(made)'}::text) FROM made`, [room, text]);
  response.writeHead(204).end();
}

async function give(response, id) {
  const { rows } = await pool.query('SELECT * FROM old_messages WHERE id = $1', [id]);
  const body = JSON.stringify(rows[0] ?? null);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body);
}

async function main() {
  await pool.query(`CREATE TABLE IF NOT EXISTS old_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room text NOT NULL, author text NOT NULL, text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now())`);
  await listener.connect();
  listener.on('notification', ({ payload }) => {
    const news = JSON.parse(payload);
    if (fetches) io.to(news.room).emit('new', Number(news.id));
    else io.to(news.room).emit('message', news);
  });
  await listener.query('LISTEN old');
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

main();
