// Whatever happens, what a person typed or took is still there, and happens once. Against the real program: its sessions
// end, it is stopped and started, two people act on one case.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { dispatched, fire, handled, petition, read, signed } from './arrange.mjs'
import { photo, settled } from './harness.mjs'
import { at, server } from './served.mjs'

const pills = (me, field) => me.page.locator(`[aria-labelledby="${field}-label"]`)
const draftKept = (me) => me.page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('bihuan.draft.')))
const now = (me, name) => me.page.locator('#now').getByRole('button', { name, exact: true })

// A report on the phone, ready to be sent.
async function report(me, subject) {
  await me.go('/m/file/grid-report')
  await me.page.setInputFiles('#r-before_photos', photo())
  await me.page.fill('#r-subject', subject)
  await me.page.fill('#r-summary', '现场照片为证。')
  await pills(me, 'r-class').getByText('水污染', { exact: true }).click()
  await pills(me, 'r-types').getByText('水', { exact: true }).click()
  await me.page.fill('#r-place', '没有网络的河边')
  await me.page.fill('#r-site', '河边')
}
const send = (me) => me.page.getByRole('button', { name: '上报', exact: true }).click()
const found = async (me, subject) => (await me.api('GET', '/cases?workflow=grid-report&limit=20&total=true&q=' + encodeURIComponent(subject))).items.filter((row) => row.title === subject)

test('a half-written petition survives closing the window', async () => {
  const me = await at('clerk1')
  await me.go('/cases/new/petition')
  await me.page.fill('#n-subject', '桥头夜间施工')
  await draftKept(me)
  await me.page.close()
  me.page = await me.context.newPage()
  await me.page.goto(server.url + '/cases/new/petition')
  await settled(me.page)
  assert.equal(await me.page.inputValue('#n-subject'), '桥头夜间施工')
  await me.page.getByText('已恢复上次没有提交的内容。').waitFor()
  await me.end()
})

test('a session that runs out asks to sign in, then goes on with what was typed', async () => {
  const clerk = await at('clerk1')
  const me = await at('jinping_handler')
  const one = await handled(clerk, me)
  await me.go('/cases/' + one.id)
  await now(me, '报批答复').click()
  await me.page.fill('#a-answer', '情况不属实。')
  await me.context.clearCookies()
  await me.dialog().getByRole('button', { name: '报批答复' }).click()
  await me.page.fill('#sign-password', server.passwords.jinping_handler)
  await me.page.locator('.signin-form button').click()
  await me.say('已完成：报批答复')
  const kept = (await read(me, one.id)).fields.find((field) => field.id === 'answer')
  assert.equal(kept.value, '情况不属实。')
  await me.end()
  await clerk.end()
})

test('a conflict shows both versions, and mine can still be sent', async () => {
  const clerk = await at('clerk1')
  const me = await at('jinping_handler')
  const one = await handled(clerk, me)
  await me.go('/cases/' + one.id)
  await now(me, '报批答复').click()
  await me.page.fill('#a-answer', '我写的答复')
  // meanwhile the clerk has it approved and refused with another answer
  await fire(clerk, one.id, 'submit_answer', { answer: '别人写的答复' })
  const asked = await read(clerk, one.id)
  const leader = await at('jinping_leader')
  await leader.api('POST', `/cases/${one.id}/approvals/opinion`, { approve: false, note: '请补充。' }, asked.version)
  await me.dialog().getByRole('button', { name: '报批答复' }).click()
  await me.say('别人刚刚改动过本件。')
  const row = me.page.locator('.conflict tr', { hasText: '答复内容' })
  await row.getByText('我写的答复').waitFor()
  await row.getByText('别人写的答复').waitFor()
  await me.page.getByRole('button', { name: '仍按我的提交' }).click()
  await me.say('已完成：报批答复')
  assert.equal((await read(me, one.id)).fields.find((field) => field.id === 'answer').value, '我写的答复')
  for (const person of [me, clerk, leader]) await person.end()
})

test('a report taken without network waits on the phone and is filed once when the network is back', async () => {
  const me = await at('jinping_grid1', { phone: true })
  await report(me, '没有网络时拍的')
  await me.context.setOffline(true)
  await send(me)
  await me.say('已存在手机上，网络恢复后自动发送。')
  assert.equal((await found(me, '没有网络时拍的')).length, 0)
  await me.context.setOffline(false)
  await me.say(/已发送/)
  const [filed, ...more] = await found(me, '没有网络时拍的')
  assert.equal(more.length, 0)
  assert.equal((await read(me, filed.id)).attachments.length, 1)
  await me.end()
})

test('filing goes on while the server is stopped and started', async () => {
  const phone = await at('jinping_grid1', { phone: true })
  const desk = await at('clerk1')
  await report(phone, '服务器停机时拍的')
  await desk.go('/cases/new/petition')
  await desk.page.locator('#n-channel').fill('来信')
  await desk.page.getByRole('option', { name: '来信' }).waitFor()
  await desk.page.keyboard.press('Enter')
  const matter = petition({ subject: '服务器停机时登记的' })
  await desk.page.fill('#n-subject', matter.subject)
  await desk.page.fill('#n-summary', matter.summary)
  await pills(desk, 'n-class').getByText('检举控告', { exact: true }).click()
  await pills(desk, 'n-purpose').getByText('投诉举报', { exact: true }).click()
  await pills(desk, 'n-types').getByText('噪声', { exact: true }).click()
  await desk.page.fill('#n-place', '锦屏街道南门')
  await desk.page.fill('#n-site', '南门')
  await server.halt()
  try {
    await send(phone)
    await phone.say('已存在手机上，网络恢复后自动发送。')
    await desk.button('提交登记').click()
    await desk.say('连不上服务器。')
  } finally {
    await server.start()
  }
  await phone.page.getByRole('button', { name: '立即发送' }).click()
  await phone.say(/已发送/)
  await desk.button('提交登记').click()
  await desk.page.waitForURL(/\/cases\/\d+$/)
  assert.equal((await found(desk, '服务器停机时拍的')).length, 1)
  const again = await desk.api('GET', '/cases?workflow=petition&q=' + encodeURIComponent(matter.subject))
  assert.equal(again.items.length, 1)
  await phone.end()
  await desk.end()
})

test('an answer that got lost does not file a report twice', async () => {
  const me = await at('jinping_grid1', { phone: true })
  // the server takes the report, the answer never arrives
  let lost = 0
  await me.page.route('**/api/v1/cases', async (route) => {
    if (route.request().method() !== 'POST' || lost) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort('connectionreset')
  })
  await report(me, '应答丢失的一件')
  await send(me)
  await me.page.getByRole('button', { name: '立即发送' }).click()
  await me.say(/已发送/)
  assert.equal(lost, 1)
  assert.equal((await found(me, '应答丢失的一件')).length, 1)
  await me.end()
})

test('a half-taken report with its photo survives closing the browser tab', async () => {
  const me = await at('jinping_grid1', { phone: true })
  await me.go('/m/file/grid-report')
  await me.page.setInputFiles('#r-before_photos', photo())
  await me.page.fill('#r-place', '高架桥下')
  await me.page.locator('.shot img').waitFor()
  const kept = () => me.page.evaluate(() => new Promise((done) => {
    const opened = indexedDB.open('bihuan', 1)
    opened.onsuccess = () => {
      const all = opened.result.transaction('drafts').objectStore('drafts').getAll()
      all.onsuccess = () => {
        opened.result.close()
        done(all.result.some((draft) => draft?.place?.text === '高架桥下' && draft.before_photos?.length > 0))
      }
    }
  }))
  while (!(await kept())) await me.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)))
  await me.page.close()
  me.page = await me.context.newPage()
  await me.page.goto(server.url + '/m/file/grid-report')
  await settled(me.page)
  assert.equal(await me.page.inputValue('#r-place'), '高架桥下')
  assert.equal(await me.page.locator('.shot img').count(), 1)
  await me.end()
})

test('what is greyed out says why: in its name for a screen reader, on hover and on click', async () => {
  const clerk = await at('clerk1')
  const me = await at('jinping_handler')
  const one = await signed(clerk, me)
  await me.go('/cases/' + one.id)
  const shut = me.page.locator('.case .btn[aria-disabled=true]').first()
  const why = (await shut.locator('.unseen').last().textContent()).replace(/^：/, '')
  assert.ok(why.length > 4, why)
  await shut.hover()
  await me.page.locator('.why', { hasText: why }).waitFor()
  await shut.focus()
  await me.page.keyboard.press('Enter')
  await me.page.locator('.el-message', { hasText: why }).waitFor()
  await me.end()
  await clerk.end()
})

test('case and inbox refresh by themselves when something happens', async () => {
  const clerk = await at('clerk1')
  const one = await dispatched(clerk)
  const watcher = await at('jinping_handler')
  await watcher.go('/cases/' + one.id)
  const reader = await at('jinping_handler')
  await reader.go('/inbox')
  await clerk.go('/cases/' + one.id)
  await clerk.page.fill('#comment', '请抓紧办理。')
  await clerk.page.getByRole('button', { name: '发表' }).click()
  await watcher.page.locator('.line', { hasText: '请抓紧办理。' }).waitFor()
  await clerk.page.locator('.others').getByRole('button', { name: '催办' }).click()
  await clerk.dialog().getByRole('button', { name: '催办', exact: true }).click()
  await reader.page.locator('.mail.unread', { hasText: '催办' }).filter({ hasText: one.number }).waitFor()
  for (const person of [clerk, watcher, reader]) await person.end()
})
