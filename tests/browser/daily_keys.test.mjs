// The fifteen tasks of daily work (docs/daily-work.md), each from its beginning to its end by key alone, and what came of it
// as the server tells it. Against the real program with its demonstration data.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { inflateRawSync } from 'node:zlib'

import { dispatched, filed, fire, handled, petition, read, signed } from './arrange.mjs'
import { photo, signedIn, stopBrowser } from './harness.mjs'
import { byKeys } from './keys.mjs'
import { realServer } from './server.mjs'

let server, clerk, handler
before(async () => {
  server = await realServer()
  clerk = await signedIn(server, 'clerk1')
  handler = await signedIn(server, 'jinping_handler')
})
after(async () => {
  await clerk?.end()
  await handler?.end()
  await stopBrowser()
  await server.stop()
})
const at = (person, options) => byKeys(server, person, options)
const value = (one, id) => one.fields.find((field) => field.id === id)?.value
const title = (one) => value(one, 'subject')
const stateOf = (one) => one.states.map((state) => state.id)

test('1 file a grid report on the phone with a photo', async () => {
  const me = await at('jinping_grid1', { phone: true })
  await me.go('/m')
  await me.enter(me.page.locator('.quick'))
  await me.enter(me.page.getByRole('link', { name: '网格上报' }))
  await me.attach(me.page.locator('#r-before_photos'), photo())
  await me.page.locator('.shot img').waitFor()
  await me.write(me.page.locator('#r-subject'), '桥头堆放建筑垃圾')
  await me.write(me.page.locator('#r-summary'), '约两方垃圾。')
  await me.pill('r-class', '固废倾倒')
  await me.pill('r-types', '固废')
  await me.write(me.page.locator('#r-place'), '锦屏街道桥头')
  await me.write(me.page.locator('#r-site'), '桥头')
  await me.enter(me.page.getByRole('button', { name: '上报', exact: true }))
  await me.say(/已发送/)
  const [row] = (await me.api('GET', '/cases?mine=true&sort=-filed_at&limit=1')).items
  const one = await read(me, row.id)
  assert.equal(title(one), '桥头堆放建筑垃圾')
  assert.equal(value(one, 'class'), '固废倾倒')
  assert.deepEqual(value(one, 'types'), ['固废'])
  assert.equal(value(one, 'before_photos').length, 1)
  await me.end()
})

test('2 register a petition at the desk', async () => {
  const me = await at('clerk1')
  await me.go('/work')
  await me.press('n')
  await me.page.waitForURL(/\/cases\/new/)
  await me.enter(me.page.locator('main').getByRole('link', { name: '环境信访件' }))
  await me.pick(me.page.locator('#n-channel'), '来信')
  await me.write(me.page.locator('#n-subject'), '河道异味扰民')
  await me.write(me.page.locator('#n-summary'), '河道水体发黑有异味。')
  await me.pill('n-class', '检举控告')
  await me.pill('n-purpose', '投诉举报')
  await me.pill('n-types', '水')
  await me.write(me.page.locator('#n-place'), '锦屏街道桥头')
  await me.write(me.page.locator('#n-site'), '桥头河段')
  await me.enter(me.button('提交登记'))
  await me.page.waitForURL(/\/cases\/\d+$/)
  const one = await read(me, me.page.url().split('/').at(-1))
  assert.deepEqual(['channel', 'subject', 'class', 'purpose', 'types', 'site'].map((id) => value(one, id)), ['来信', '河道异味扰民', '检举控告', '投诉举报', ['水'], '桥头河段'])
  assert.equal(value(one, 'place').text, '锦屏街道桥头')
  await me.end()
})

test('3 dispatch to a unit', async () => {
  const me = await at('clerk1')
  const one = await filed(me, petition({ subject: '用键盘派出的件' }))
  await me.go('/dispatch')
  const piece = me.page.locator('.piece', { hasText: '用键盘派出的件' })
  await me.enter(piece)
  await me.enter(me.page.locator('.unit', { hasText: '大堰镇' }))
  await me.enter(me.dialog().locator('.modal-foot .primary'))
  await piece.waitFor({ state: 'detached' })
  assert.equal((await read(me, one.id)).lead_unit.id, 'dayan')
  await me.end()
})

test('4 sign for a task from my work', async () => {
  const one = await dispatched(clerk)
  const me = await at('jinping_handler')
  await me.go('/work')
  await me.enter(me.page.locator('[data-row]', { hasText: title(one) }))
  await me.page.locator('.case h1', { hasText: title(one) }).waitFor()
  await me.press('a')
  await me.enter(me.page.locator('#now').getByRole('button', { name: /^签收/ }))
  await me.say('已完成：签收')
  const [task] = (await read(me, one.id)).tasks
  assert.ok(task.signed_at)
  await me.end()
})

test('5 return a task with a reason', async () => {
  const one = await dispatched(clerk)
  const me = await at('jinping_handler')
  await me.go('/cases/' + one.id)
  await me.enter(me.page.locator('.task').getByRole('button', { name: /^退回/ }))
  await me.pill('a-reason', '属地不符')
  await me.write(me.page.locator('#a-note'), '该点位属于西坞街道。')
  await me.submit('退回')
  await me.say('已完成：退回')
  const [task] = (await read(clerk, one.id)).tasks
  assert.equal(task.phase, 'returned')
  await me.end()
})

test('6 reply to a petition', async () => {
  const one = await handled(clerk, handler, petition({ channel: '12345热线' }))
  const me = await at('jinping_handler')
  await me.go('/cases/' + one.id)
  await me.press('a')
  await me.enter(me.page.locator('#now').getByRole('button', { name: '直接答复' }))
  await me.write(me.page.locator('#a-answer'), '经核查，情况属实，已责令整改。')
  await me.submit('直接答复')
  await me.say('已完成：直接答复')
  const now = await read(me, one.id)
  assert.equal(value(now, 'answer'), '经核查，情况属实，已责令整改。')
  assert.notDeepEqual(stateOf(now), stateOf(one))
  await me.end()
})

test('7 close a task from its reminder', async () => {
  const one = await signed(clerk, handler)
  await clerk.api('POST', `/cases/${one.id}/supervise`, { note: '', urge_only: true }, one.version)
  const me = await at('jinping_handler')
  await me.go('/work')
  await me.press('g', 'i')
  await me.page.waitForURL(/\/inbox/)
  await me.enter(me.page.locator('.mail', { hasText: one.number }))
  await me.page.locator('.case h1', { hasText: title(one) }).waitFor()
  await me.press('a')
  await me.enter(me.page.locator('#now').getByRole('button', { name: /^办结反馈/ }))
  await me.write(me.page.locator('#a-result'), '已处理完毕。')
  await me.submit('办结反馈')
  await me.say('已完成：办结反馈')
  const [task] = (await read(me, one.id)).tasks
  assert.ok(task.ended_at)
  assert.equal(task.phase, 'done')
  await me.end()
})

test('8 ask for an extension', async () => {
  const one = await signed(clerk, handler)
  const me = await at('jinping_handler')
  await me.go('/cases/' + one.id)
  await me.enter(me.page.locator('.clock').getByRole('button', { name: '延期' }))
  await me.write(me.page.locator('#a-days'), '20')
  await me.write(me.page.locator('#a-reason'), '需要现场监测。')
  await me.submit('延期')
  await me.say('已完成：延期')
  const asked = (await read(me, one.id)).clocks.map((clock) => clock.request).filter(Boolean)
  assert.deepEqual(asked.map(({ by_days, reason }) => [by_days, reason]), [[20, '需要现场监测。']])
  await me.end()
})

test('9 approve on the phone', async () => {
  const one = await handled(clerk, handler)
  const asked = (await fire(handler, one.id, 'submit_answer', { answer: '已责令整改。' })).approvals.find((each) => each.open)
  assert.equal(asked.step, 0)
  for (const person of ['jinping_leader', 'leader1']) {
    const me = await at(person, { phone: true })
    await me.go('/m/leader')
    await me.enter(me.page.locator('.item', { hasText: title(one) }).getByRole('button', { name: '同意', exact: true }))
    await me.say('已完成：同意')
    const now = await read(me, one.id)
    const open = now.approvals.find((each) => each.id === asked.id && each.open)
    if (person === 'jinping_leader') assert.equal(open.step, 1) // the office's leader is next
    else assert.deepEqual([open, stateOf(now)], [undefined, ['answered']])
    await me.end()
  }
})

test('10 supervise several cases at once, with a result for each', async () => {
  const two = [await dispatched(clerk), await dispatched(clerk)]
  const me = await at('clerk1')
  await me.go('/cases?open=true&workflow=petition&sort=-filed_at')
  for (const one of two.reverse()) {
    const row = me.page.locator('[data-row]', { hasText: one.number })
    for (let n = 0; n < 50 && !(await row.evaluate((each) => each === document.activeElement)); ++n) await me.press('j')
    await me.press('x')
  }
  await me.enter(me.page.locator('.bulk').getByRole('button', { name: '督办' }))
  await me.write(me.page.locator('#b-note'), '请三日内报结果。')
  await me.enter(me.dialog().getByRole('button', { name: '督办', exact: true }))
  await me.say('完成 2 件，未完成 0 件。')
  await me.press('Escape')
  await me.dialog().waitFor({ state: 'hidden' })
  for (const one of two) assert.equal((await read(me, one.id)).supervised, 1)
  await me.end()
})

test('11 find a case', async () => {
  const one = await filed(clerk, petition({ subject: '蓝色厂房屋顶风机轰鸣' }))
  const me = await at('clerk1')
  await me.go('/work')
  await me.press('/')
  await me.page.keyboard.insertText('屋顶风机轰鸣')
  await me.press('Enter')
  await me.enter(me.page.locator('.hit a', { hasText: '蓝色厂房屋顶风机轰鸣' }))
  await me.page.waitForURL(new RegExp(`/cases/${one.id}$`))
  await me.page.locator('.case h1', { hasText: '蓝色厂房屋顶风机轰鸣' }).waitFor()
  await me.end()
})

test('12 import a ledger, with its problems by row', async () => {
  const me = await at('clerk1')
  await me.go('/imports')
  const ledger = '原编号,来源渠道,标题,概况,诉求类别,信访目的,污染类型,问题属地,被反映点位或企业,收到日期\nJP-1,来信,键盘导入甲件,夜间噪声。,检举控告,投诉举报,噪声,锦屏街道甲村,甲厂,2022-12-01\nJP-2,来信,键盘导入乙件,夜间噪声。,检举控告,投诉举报,噪声,锦屏街道乙村,乙厂,2022-13-08\n'
  await me.attach(me.page.locator('input[type=file]'), { name: '台账.csv', mimeType: 'text/csv', buffer: Buffer.from(ledger) })
  await me.say(/请核对每一列的去向/)
  await me.enter(me.button('下一步：核对'))
  await me.say(/2022-13-08/)
  await me.enter(me.button('导入 1 行'))
  await me.say('导入完成')
  const titles = (await me.api('GET', '/search?limit=50&q=' + encodeURIComponent('键盘导入'))).items.map((hit) => hit.case.title)
  assert.deepEqual(titles, ['键盘导入甲件'])
  await me.end()
})

// One file of a zip.
function unzipped(zip, name) {
  for (let at = zip.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = zip.indexOf('PK\x01\x02', at + 1, 'latin1')) {
    const [method, size, length, from] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)]
    if (zip.toString('utf8', at + 46, at + 46 + length) !== name) continue
    const begin = from + 30 + zip.readUInt16LE(from + 26) + zip.readUInt16LE(from + 28)
    const bytes = zip.subarray(begin, begin + size)
    return (method ? inflateRawSync(bytes) : bytes).toString()
  }
  assert.fail('no ' + name)
}

test('13 export the list as it is filtered', async () => {
  const me = await at('clerk1')
  await me.go('/cases?open=true&workflow=petition')
  await me.enter(me.button('导出'))
  await me.arrowTo(me.page.getByRole('menuitem', { name: '当前列表（xlsx）' }))
  const coming = me.page.waitForEvent('download')
  await me.press('Enter')
  const zip = readFileSync(await (await coming).path())
  const words = unzipped(zip, 'xl/worksheets/sheet1.xml')
  const rows = []
  for (let next = ''; next !== null; ) {
    const page = await me.api('GET', `/cases?open=true&workflow=petition&limit=200${next && '&cursor=' + encodeURIComponent(next)}`)
    rows.push(...page.items)
    next = page.next
  }
  assert.ok(rows.length > 1)
  assert.deepEqual(rows.map((row) => row.number).filter((number) => !words.includes(number)), []) // every one of the list
  const closed = (await me.api('GET', '/cases?open=false&workflow=petition&limit=5')).items
  assert.ok(closed.length)
  assert.deepEqual(closed.filter((row) => words.includes(row.number)), []) // and nothing else
  await me.end()
})

test('14 make the circular and change a sentence', async () => {
  const me = await at('clerk1')
  await me.go('/work')
  await me.press('g', 't')
  await me.tabTo(me.page.locator('#circular-month'))
  for (let n = 0; n < 24 && (await me.page.inputValue('#circular-month')) !== '2022-09'; ++n) await me.press('ArrowDown')
  await me.enter(me.button('生成通报'))
  await me.page.waitForURL(/\/circulars\/2022-09/)
  await me.write(me.page.locator('#s-0'), '9月份总体平稳。')
  await me.enter(me.button('保存'), 'Shift+Tab')
  await me.say('已保存')
  const circular = await me.api('GET', '/circulars/2022-09')
  assert.equal(circular.sections[0].text, '9月份总体平稳。')
  await me.end()
})

test('15 add a person', async () => {
  const me = await at('sysadmin')
  await me.go('/admin/people')
  await me.enter(me.button('新增人员'))
  await me.write(me.page.locator('#p-id'), 'key_person')
  await me.write(me.page.locator('#p-name'), '演示新人')
  await me.pick(me.page.locator('#p-unit'), '溪口镇')
  await me.submit('保存')
  await me.say('已保存')
  const made = (await me.api('GET', '/people')).items.find((one) => (one.person ?? one.id) === 'key_person')
  assert.equal(made?.name, '演示新人')
  assert.ok(JSON.stringify(made).includes('xikou'), JSON.stringify(made))
  await me.end()
})
