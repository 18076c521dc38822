// What a first visit costs over the wire: brotli bytes of script and style that the page really asks for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'

import { dist, mockServer, newPerson, settled, stopBrowser } from './harness.mjs'

let server
before(async () => (server = await mockServer()))
after(async () => {
  await stopBrowser()
  server.stop()
})

async function weigh(path, options) {
  const { page, close } = await newPerson(options)
  const files = new Set()
  page.on('request', (request) => {
    const name = new URL(request.url()).pathname
    if (/\.(js|css)$/.test(name)) files.add(name)
  })
  await page.goto(server.url + path)
  await settled(page)
  await page.waitForTimeout(500)
  await close()
  const sizes = [...files].map((name) => [name, brotliCompressSync(readFileSync(join(dist, name))).length]).sort((a, b) => b[1] - a[1])
  const total = sizes.reduce((sum, [, size]) => sum + size, 0)
  console.log(`# ${path}: ${(total / 1000).toFixed(1)} kB brotli in ${sizes.length} files`)
  return { total, sizes }
}

test('my work costs at most 250 kB', async () => {
  const { total, sizes } = await weigh('/work', {})
  assert.ok(total <= 250_000, JSON.stringify(sizes))
  assert.ok(!sizes.some(([name]) => /charts-/.test(name)), 'charts load only when used')
})
test('filing on the phone costs at most 120 kB', async () => {
  const { total, sizes } = await weigh('/m/file/grid-report', { phone: true })
  assert.ok(total <= 120_000, JSON.stringify(sizes))
})
