// The fifteen tasks of daily work, each with the clicks it may cost (docs/daily-work.md). Typing is not a click.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { mockServer, newPerson, settled, stopBrowser } from './harness.mjs'

let server
before(async () => (server = await mockServer()))
after(async () => {
  await stopBrowser()
  server.stop()
})

// A person whose clicks are counted.
async function worker(options) {
  const person = await newPerson(options)
  let clicks = 0
  const press = async (target) => {
    clicks += 1
    await (typeof target === 'string' ? person.page.locator(target).first() : target.first()).click()
  }
  const go = async (path) => {
    await person.page.goto(server.url + path)
    await settled(person.page)
  }
  const button = (name) => person.page.getByRole('button', { name, exact: true })
  const finish = async (most) => {
    assert.ok(clicks <= most, `${clicks} clicks, ${most} allowed`)
    assert.deepEqual(person.faults, [])
    await person.close()
  }
  const said = (text) => person.page.getByText(text).first().waitFor()
  return { ...person, press, go, button, finish, said }
}
const caseAt = (workflow, step, more = () => true) => server.mock.state.cases.find((one) => one.workflow === workflow && one._step === step && !one.closed && more(one))
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const photo = { name: 'site.png', mimeType: 'image/png', buffer: png }

test('1 file a grid report on the phone with a photo', async () => {
  const me = await worker({ phone: true })
  await me.go('/m')
  await me.press('.quick')
  await me.press(me.page.getByRole('link', { name: '网格问题上报' }))
  await me.page.setInputFiles('#r-photos', photo)
  await me.press(me.page.getByText('扬尘', { exact: true }))
  await me.page.fill('#r-place', '岳林街道桥头')
  await me.press(me.page.getByText('一般', { exact: true }))
  await me.press(me.page.getByRole('button', { name: '上报', exact: true }))
  await me.said(/已发送/)
  await me.finish(6)
})

test('2 register a petition at the desk', async () => {
  const me = await worker()
  await me.go('/cases/new/petition')
  await me.press(me.page.getByText('12345热线', { exact: true }))
  await me.page.fill('#n-title', '夜间施工噪声扰民')
  await me.page.fill('#n-facts', '每晚十点以后仍在施工。')
  await me.press(me.page.locator('#n-types-label + .pills').getByText('噪声', { exact: true }))
  await me.page.fill('#n-place', '岳林街道桥头')
  await me.page.getByText('同一地点 200 米内').first().waitFor()
  await me.press(me.button('提交登记'))
  await me.page.waitForURL(/\/cases\/\d+$/)
  await me.finish(4)
})

test('3 dispatch to a unit by dragging, and by keyboard alone', async () => {
  const me = await worker()
  await me.go('/dispatch')
  const before = await me.page.locator('.piece').count()
  await me.page.locator('.piece', { hasText: '奉环信' }).first().dragTo(me.page.locator('.unit', { hasText: '溪口镇' }))
  await me.page.getByRole('dialog').waitFor()
  await me.press(me.page.getByRole('dialog').getByText('31-5', { exact: true }))
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '受理并交办' }))
  await me.page.waitForFunction((n) => document.querySelectorAll('.piece').length === n - 1, before)
  // now without the mouse
  await me.page.keyboard.press('j')
  await me.page.keyboard.press('Enter')
  await me.page.locator('.unit', { hasText: '大堰镇' }).focus()
  await me.page.keyboard.press('Enter')
  await me.page.waitForFunction((n) => document.querySelectorAll('.piece').length === n - 2 || document.querySelector('[role=dialog]'), before)
  await me.finish(2)
})

test('4 sign for a task from my work', async () => {
  const one = caseAt('petition', 1)
  const me = await worker()
  await me.go('/work')
  await me.press(me.page.locator(`a[href="/cases/${one.id}#now"]`))
  await me.press(me.button(`签收 ${one.lead_unit.title}:核查处理`).or(me.page.locator('#now .btn', { hasText: '签收' })))
  await me.said('已完成:签收')
  await me.finish(2)
})

test('5 return a task with a reason', async () => {
  const one = caseAt('petition', 1)
  const me = await worker()
  await me.go('/cases/' + one.id)
  await me.press(me.page.locator('.task .btn', { hasText: '退回' }))
  await me.press(me.page.getByRole('dialog').getByText('不在本辖区'))
  await me.page.fill('#a-note', '该点位属于西坞街道。')
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '退回' }))
  await me.said('已完成:退回')
  await me.finish(3)
})

test('6 reply to a petition', async () => {
  const one = caseAt('petition', 2)
  const me = await worker()
  await me.go('/cases/' + one.id)
  await me.press(me.page.locator('#now .btn', { hasText: /^答复$/ }))
  await me.press(me.page.getByRole('dialog').getByText('支持', { exact: true }))
  await me.page.fill('#a-reply', '经核查,情况属实,已责令整改。')
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '答复' }))
  await me.said('已完成:答复')
  await me.finish(3)
})

test('7 close a task from the reminder in three clicks', async () => {
  const one = caseAt('grid-report', 2)
  server.mock.state.inbox.unshift({ id: 99, at: new Date().toISOString(), title: '剩 1 天', text: '即将到期', kind: 'warn_point', case_id: one.id, number: one.number, read: false })
  const me = await worker()
  await me.go('/inbox')
  await me.press(me.page.locator('.mail').first())
  await me.press(me.page.locator('#now .btn', { hasText: '办结反馈' }))
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '办结反馈' }))
  await me.said('已完成:办结反馈')
  await me.finish(3)
})

test('8 ask for an extension', async () => {
  const one = caseAt('petition', 1)
  const me = await worker()
  await me.go('/cases/' + one.id)
  await me.press(me.page.locator('.clock .btn', { hasText: '延期' }))
  await me.page.fill('#a-days', '30')
  await me.page.fill('#a-reason', '需要现场监测。')
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '延期' }))
  await me.said('已完成:延期')
  await me.finish(2)
})

test('9 approve with one hand on the phone', async () => {
  server.mock.state.person = 'leader'
  const me = await worker({ phone: true })
  await me.go('/m/leader')
  await me.press(me.page.getByRole('button', { name: '同意', exact: true }))
  await me.said('已完成:同意')
  await me.finish(1)
  server.mock.state.person = 'clerk'
})

test('10 supervise several cases at once, with a result for each', async () => {
  const me = await worker()
  await me.go('/cases?open=true')
  await me.page.keyboard.press('j')
  await me.page.keyboard.press('x')
  await me.page.keyboard.press('j')
  await me.page.keyboard.press('x')
  await me.press(me.page.locator('.bulk .btn', { hasText: '督办' }))
  await me.page.fill('#b-note', '请三日内报结果。')
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '督办' }))
  await me.said('完成 2 件,未完成 0 件。')
  await me.finish(2)
})

test('11 find a case', async () => {
  const me = await worker()
  await me.go('/work')
  await me.page.keyboard.press('/')
  await me.page.keyboard.type('噪声')
  await me.page.keyboard.press('Enter')
  await me.press('.hit a')
  await me.page.waitForURL(/\/cases\/\d+/)
  await me.finish(1)
})

test('12 import a ledger, with its problems by row', async () => {
  const me = await worker()
  await me.go('/imports')
  const file = join(tmpdir(), `ledger-${process.pid}.csv`)
  writeFileSync(file, '信访件编号,姓名\nXF1,张某\n')
  await me.page.setInputFiles('input[type=file]', file)
  await me.said(/请核对每一列的去向/)
  await me.press(me.button('下一步:核对'))
  await me.said('“2026-13-08”不是日期。')
  await me.press(me.button('导入 121 行'))
  await me.said('导入完成')
  await me.finish(2)
})

test('13 export the list as it is filtered', async () => {
  const me = await worker()
  await me.go('/cases?overdue=true')
  await me.press(me.button('导出'))
  const coming = me.page.waitForEvent('download')
  await me.press(me.page.getByRole('menuitem', { name: '当前列表(xlsx)' }))
  assert.match((await coming).suggestedFilename(), /\.xlsx$/)
  await me.finish(2)
})

test('14 make the circular and change a sentence', async () => {
  const me = await worker()
  await me.go('/circulars')
  await me.press(me.button('生成通报'))
  await me.page.waitForURL(/\/circulars\/c1/)
  await me.page.fill('#s-s0', '10月份总体平稳。')
  await me.press(me.button('保存'))
  await me.said('已保存')
  await me.finish(2)
})

test('15 add a person with a role', async () => {
  const me = await worker()
  await me.go('/admin/people')
  await me.press(me.button('新增人员'))
  await me.page.fill('#p-id', 'new.person')
  await me.page.fill('#p-name', '壬九')
  await me.page.locator('#p-unit').fill('溪口')
  await me.page.keyboard.press('ArrowDown')
  await me.page.keyboard.press('Enter')
  await me.press(me.page.getByRole('dialog').getByRole('button', { name: '保存' }))
  await me.said('已保存')
  await me.finish(2)
})
