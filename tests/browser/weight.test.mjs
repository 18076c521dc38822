// What a first visit costs over the wire: the bytes of script and style that the program really sends, as it compresses them.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { at } from './served.mjs'

async function weigh(person, path, options) {
  const me = await at(person, options)
  const answers = []
  me.page.on('response', (answer) => /\.(js|css)$/.test(new URL(answer.url()).pathname) && answers.push(answer))
  await me.go(path)
  await me.page.waitForLoadState('load')
  const files = await Promise.all(answers.map(async (answer) => {
    const size = (await answer.request().sizes()).responseBodySize
    if (size > 1024) assert.equal(await answer.headerValue('content-encoding'), 'br', answer.url()) // the smallest gain nothing
    return [new URL(answer.url()).pathname, size]
  }))
  await me.end()
  const total = files.reduce((sum, [, size]) => sum + size, 0)
  console.log(`# ${path}: ${(total / 1000).toFixed(1)} kB in ${files.length} files`)
  return { total, files: files.sort((a, b) => b[1] - a[1]) }
}

test('my work costs at most 250 kB, and charts load only when used', async () => {
  const { total, files } = await weigh('clerk1', '/work', {})
  assert.ok(files.length > 3, 'nothing was weighed')
  assert.ok(total <= 250_000, JSON.stringify(files))
  assert.ok(!files.some(([name]) => /charts-/.test(name)))
})
test('filing on the phone costs at most 120 kB', async () => {
  const { total, files } = await weigh('jinping_grid1', '/m/file/grid-report', { phone: true })
  assert.ok(files.length > 3, 'nothing was weighed')
  assert.ok(total <= 120_000, JSON.stringify(files))
})
