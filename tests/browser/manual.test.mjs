// The user manual inside the program: everybody finds it, it opens at the chapter of their own work, its pictures are there
// and its chapters lead to each other. Against the real program.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { newPerson } from './harness.mjs'
import { at, server } from './served.mjs'

const title = (me, text) => me.page.locator('.chapter h1', { hasText: text }).waitFor()
// scrolled past, every picture is loaded
const pictures = (me) => me.page.evaluate(async () => {
  const all = [...document.querySelectorAll('.chapter img')]
  for (const one of all) {
    one.loading = 'eager'
    await one.decode().catch(() => undefined)
  }
  return all.map((one) => one.naturalWidth)
})

for (const [person, chapter] of [['clerk1', '信访专员'], ['jinping_handler', '承办人'], ['leader1', '领导'], ['acceptance1', '验收组'], ['jinping_grid1', '网格员'], ['sysadmin', '三员'], ['secadmin', '三员'], ['auditor', '三员']]) {
  test(`${person} finds the chapter of their own work, at the desk and on the phone`, async () => {
    const desk = await at(person)
    await desk.go('/me')
    await desk.page.locator('.nav-foot').getByText('用户手册').click()
    await title(desk, chapter)
    const seen = await pictures(desk)
    assert.ok(seen.every((width) => width > 0), `${seen}`)
    await desk.end()
    const phone = await at(person, { phone: true })
    await phone.go('/m/me')
    await phone.page.getByRole('link', { name: '用户手册' }).click()
    await title(phone, chapter)
    await phone.end()
  })
}

test('before signing in the manual says how; its chapters lead to each other', async () => {
  const me = await newPerson()
  await me.page.goto(server.url + '/signin')
  await me.page.getByRole('link', { name: '用户手册' }).click()
  await title(me, '闭环用户手册')
  assert.ok((await pictures(me)).length > 3)
  await me.page.locator('.chapter td a', { hasText: '三员' }).click()
  await title(me, '三员')
  assert.match(me.page.url(), /\/manual\/administrators$/)
  assert.deepEqual(me.faults, [])
  await me.close()
})
