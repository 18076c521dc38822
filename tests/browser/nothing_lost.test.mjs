// Whatever happens, what a person typed or took is still there, and happens once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { mockServer, newPerson, settled, stopBrowser } from './harness.mjs'

let server
before(async () => (server = await mockServer()))
after(async () => {
  await stopBrowser()
  server.stop()
})
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const photo = { name: 'site.png', mimeType: 'image/png', buffer: png }
const open = async (person, path) => {
  await person.page.goto(server.url + path)
  await settled(person.page)
}
const at = (workflow, step) => server.mock.state.cases.find((one) => one.workflow === workflow && one._step === step && !one.closed)

test('a half-written petition survives closing the window', async () => {
  const me = await newPerson()
  await open(me, '/cases/new/petition')
  await me.page.fill('#n-title', '桥头夜间施工')
  await me.page.waitForTimeout(500)
  await me.page.close()
  me.page = await me.context.newPage()
  await open(me, '/cases/new/petition')
  assert.equal(await me.page.inputValue('#n-title'), '桥头夜间施工')
  await me.page.getByText('已恢复上次没有提交的内容。').waitFor()
  await me.close()
})

test('a session that runs out asks to sign in, then goes on with what was typed', async () => {
  const one = at('petition', 2)
  const me = await newPerson()
  await open(me, '/cases/' + one.id)
  await me.page.locator('#now .btn', { hasText: /^答复$/ }).click()
  await me.page.getByRole('dialog').getByText('解释说明').click()
  await me.page.fill('#a-reply', '情况不属实。')
  server.mock.state.signedIn = false
  await me.page.getByRole('dialog').getByRole('button', { name: '答复' }).click()
  await me.page.fill('#sign-password', 'right')
  await me.page.locator('.signin-form button').click()
  await me.page.getByText('已完成:答复').waitFor()
  assert.equal(one._values.reply, '情况不属实。')
  await me.close()
})

test('a conflict shows both versions, and mine can still be sent', async () => {
  const one = at('petition', 2)
  const me = await newPerson()
  await open(me, '/cases/' + one.id)
  await me.page.locator('#now .btn', { hasText: /^答复$/ }).click()
  await me.page.getByRole('dialog').getByText('支持', { exact: true }).click()
  await me.page.fill('#a-reply', '我写的答复')
  Object.assign(one, { version: one.version + 1, _values: { reply: '别人写的答复' } })
  await me.page.getByRole('dialog').getByRole('button', { name: '答复' }).click()
  await me.page.getByText('别人刚刚改动过本件。').waitFor()
  const row = me.page.locator('.conflict tr', { hasText: '答复内容' })
  await row.getByText('我写的答复').waitFor()
  await row.getByText('别人写的答复').waitFor()
  await me.page.getByRole('button', { name: '仍按我的提交' }).click()
  await me.page.getByText('已完成:答复').waitFor()
  assert.equal(one._values.reply, '我写的答复')
  await me.close()
})

test('a report taken without network waits on the phone and is filed once when the network is back', async () => {
  const me = await newPerson({ phone: true })
  await open(me, '/m/file/grid-report')
  const before = server.mock.state.cases.length
  await me.page.setInputFiles('#r-photos', photo)
  await me.page.getByText('污水直排', { exact: true }).click()
  await me.page.fill('#r-place', '没有网络的河边')
  await me.page.getByText('紧急', { exact: true }).click()
  await me.context.setOffline(true)
  await me.page.getByRole('button', { name: '上报', exact: true }).click()
  await me.page.getByText('已存在手机上,网络恢复后自动发送。').first().waitFor()
  assert.equal(server.mock.state.cases.length, before)
  await me.context.setOffline(false)
  await me.page.getByText(/已发送/).waitFor({ timeout: 15000 })
  assert.equal(server.mock.state.cases.length, before + 1)
  assert.deepEqual(server.mock.state.cases.at(-1)._values.photos?.length, 1)
  await me.close()
})

test('an answer that got lost does not file a report twice', async () => {
  const me = await newPerson({ phone: true })
  await open(me, '/m/file/grid-report')
  const before = server.mock.state.cases.length
  // the server takes the report, the answer never arrives
  let lost = 0
  await me.page.route('**/api/v1/cases', async (route) => {
    if (route.request().method() !== 'POST' || lost) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await me.page.setInputFiles('#r-photos', photo)
  await me.page.getByText('异味', { exact: true }).click()
  await me.page.fill('#r-place', '工业园区')
  await me.page.getByText('一般', { exact: true }).click()
  await me.page.getByRole('button', { name: '上报', exact: true }).click()
  await me.page.getByRole('button', { name: '立即发送' }).click()
  await me.page.getByText(/已发送/).waitFor()
  assert.equal(lost, 1)
  assert.equal(server.mock.state.cases.length, before + 1)
  await me.close()
})

test('a half-taken report with its photo survives closing the browser tab', async () => {
  const me = await newPerson({ phone: true })
  await open(me, '/m/file/grid-report')
  await me.page.setInputFiles('#r-photos', photo)
  await me.page.fill('#r-place', '高架桥下')
  await me.page.waitForTimeout(600)
  await me.page.close()
  me.page = await me.context.newPage()
  await open(me, '/m/file/grid-report')
  assert.equal(await me.page.inputValue('#r-place'), '高架桥下')
  assert.equal(await me.page.locator('.shot img').count(), 1)
  await me.close()
})

test('what is greyed out says why: in its name for a screen reader, on hover and on click', async () => {
  const one = at('petition', 2)
  const me = await newPerson()
  await open(me, '/cases/' + one.id)
  const close = me.page.locator('#now .btn[aria-disabled=true]', { hasText: '办结' })
  assert.match(await close.textContent(), /尚未作出处理意见,不能办结。.*先“答复”,再办结。/)
  await close.hover()
  await me.page.locator('.why', { hasText: '尚未作出处理意见' }).waitFor()
  await close.focus()
  await me.page.keyboard.press('Enter')
  await me.page.locator('.el-message', { hasText: '尚未作出处理意见' }).waitFor()
  await me.close()
})

test('inbox and case refresh by themselves when something happens', async () => {
  const one = at('petition', 1)
  const watcher = await newPerson()
  await open(watcher, '/cases/' + one.id)
  const actor = await newPerson()
  await open(actor, '/cases/' + one.id)
  await actor.page.fill('#comment', '请抓紧办理。')
  await actor.page.getByRole('button', { name: '发表' }).click()
  await watcher.page.locator('.line', { hasText: '请抓紧办理。' }).waitFor()
  await watcher.close()
  await actor.close()
})
