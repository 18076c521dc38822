// Serves a built web app with its strict policy beside the mock API: node mock/server.mjs [PORT] [DIST].
// The page tests start it in their own process through `startMock`.
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

import { createMock } from './api.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
const policy = readFileSync(join(here, 'mock/policy.txt'), 'utf8').trim().replace(/\s+/g, ' ')
const media = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8', '.woff2': 'font/woff2' }

export function startMock({ port = 0, dist = join(here, 'dist'), ...options } = {}) {
  const mock = createMock(options)
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname))
    if (path.startsWith('/api/')) {
      mock.handle(request, response).catch((error) => response.headersSent ? response.end() : response.writeHead(500).end(String(error.stack)))
      return
    }
    let file = join(dist, path)
    if (!extname(path) || !existsSync(file)) file = join(dist, /^\/m(\/|$)/.test(path) ? 'm.html' : 'index.html')
    response.writeHead(200, { 'content-type': media[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy, 'x-content-type-options': 'nosniff' })
    response.end(readFileSync(file))
  })
  return new Promise((ready) => server.listen(port, '127.0.0.1', () => ready({ url: `http://127.0.0.1:${server.address().port}`, mock, server, stop: () => { server.closeAllConnections?.(); server.close() } })))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMock({ port: Number(process.argv[2] ?? 5199), dist: process.argv[3] })
  console.log(url)
}
