// The whole life of a grid report and of a petition, each by six different people in their own browsers against the real
// server: nobody is helped by anything but what the pages offer.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { newPerson, photo, settled } from './harness.mjs'
import { at, server } from './served.mjs'

// Opens the case from the person's own work, as one does in the morning.
async function fromWork(me, title) {
  await me.go('/work')
  await me.page.locator('[data-row]', { hasText: title }).first().click()
  await me.page.locator('.case h1', { hasText: title }).waitFor()
  await settled(me.page)
}
const now = (me, name) => me.page.locator('#now').getByRole('button', { name, exact: true })
const state = (me, name) => me.page.locator('.case-head .tag.state', { hasText: name }).waitFor()
const chooseUnit = async (me, name) => {
  await me.dialog().locator('#a-dispatch_to').fill(name)
  await me.page.getByRole('option', { name, exact: true }).click()
}
const confirm = async (me, name) => {
  await me.dialog().getByRole('button', { name, exact: true }).click()
  await me.say('已完成：' + name)
}

test('a grid report: filed on the road, sent back, dispatched again, extended, handled, not solved, redone, verified', async () => {
  const title = '河边倾倒建筑垃圾'
  const grid = await at('jinping_grid1', { phone: true })
  const room = await at('command1')
  const handler = await at('jinping_handler')
  const unitLeader = await at('jinping_leader', { phone: true })
  const leader = await at('leader1')
  const stranger = await at('acceptance1')

  // 1. the grid member files it on the phone, with a photo
  await grid.go('/m/file/grid-report')
  await grid.page.setInputFiles('#r-before_photos', photo('before.png'))
  await grid.page.fill('#r-subject', title)
  await grid.page.fill('#r-summary', '约两车建筑垃圾倾倒在河滩。')
  await grid.page.locator('label.pill', { hasText: '固废倾倒' }).click()
  await grid.page.locator('#r-types-label + .pills, [aria-labelledby=r-types-label]').getByText('固废', { exact: true }).click()
  await grid.page.fill('#r-place', '锦屏街道河滨路南侧')
  await grid.page.fill('#r-site', '河滨路南侧河滩')
  await grid.page.getByRole('button', { name: '上报', exact: true }).click()
  await grid.say(/已发送/)

  // 2. the command room is told at once, takes it and gives it to a unit
  await fromWork(room, title)
  await now(room, '受理分派').click()
  await chooseUnit(room, '锦屏街道')
  await confirm(room, '受理分派')
  await state(room, '处置中')

  // 3. the unit sends it back once, with a reason; the command room gives it again
  await fromWork(handler, title)
  await handler.page.locator('.task').getByRole('button', { name: /^退回/ }).click()
  await handler.dialog().getByText('材料不全').click()
  await handler.page.fill('#a-note', '缺少倾倒车辆的线索。')
  await confirm(handler, '退回')
  await fromWork(room, title)
  await state(room, '退回重派')
  await now(room, '重新分派').click()
  await confirm(room, '重新分派')

  // 4. signed for; more time asked for by the unit and given by the command room
  await fromWork(handler, title)
  await now(handler, /^签收/).first().click()
  await handler.say('已完成：签收')
  await handler.page.locator('.clock', { hasText: '处置' }).getByRole('button', { name: '延期' }).first().click()
  await handler.page.fill('#a-days', '3')
  await handler.page.fill('#a-reason', '需要调集车辆清运。')
  await confirm(handler, '延期')
  await fromWork(room, title)
  await room.page.locator('#now .ask').getByRole('button', { name: '审批延期' }).click()
  await confirm(room, '审批延期')
  await room.page.locator('.ledger', { hasText: '延长 3 天' }).waitFor()

  // 5. the bureau leader supervises it, the unit's leader sees it on the phone, and a third person reads but cannot act
  const id = Number(new URL(room.page.url()).pathname.split('/').at(-1))
  await leader.go('/cases/' + id)
  await leader.page.locator('.others').getByRole('button', { name: '督办' }).click()
  await leader.page.fill('#a-note', '请三日内清运完毕。')
  await confirm(leader, '督办')
  await unitLeader.go('/m/cases/' + id)
  await unitLeader.say('督办')
  await stranger.go('/cases/' + id)
  assert.equal(await stranger.page.locator('#now .offers .btn:not([aria-disabled])').count(), 0)

  // 6. handled with a photo of afterwards, shown beside the one of before
  await fromWork(handler, title)
  await now(handler, /^办结反馈/).first().click()
  await handler.page.fill('#a-result', '垃圾已清运，河滩已平整。')
  await handler.page.setInputFiles('#a-after_photos', photo('after.png'))
  await handler.page.locator('.el-dialog').getByAltText('after.png').waitFor()
  await confirm(handler, '办结反馈')
  await state(handler, '核实')
  await handler.page.locator('.pair .shot').nth(1).waitFor()

  // 7. who reported it looks on site: not solved, done again, solved
  await grid.go('/m/cases/' + id)
  await grid.page.getByRole('button', { name: '未解决，返工' }).or(grid.page.getByRole('button', { name: '已解决' })).first().waitFor()
  await verify(grid, '未解决', { reason: '河滩东侧还有一堆。' })
  await handler.page.locator('.case-head .tag.state', { hasText: '处置中' }).waitFor() // by itself, live
  await now(handler, /^签收/).first().click()
  await handler.say('已完成：签收')
  await now(handler, /^办结反馈/).first().click()
  await handler.page.fill('#a-result', '东侧一堆也已清运。')
  await confirm(handler, '办结反馈')
  await grid.go('/m/cases/' + id)
  await verify(grid, '已解决', {})
  await handler.page.locator('.case-head .tag.state', { hasText: '结案' }).waitFor()
  await handler.page.getByText('本件已办结。').waitFor()
  for (const one of [grid, room, handler, unitLeader, leader, stranger]) await one.end()
})

// The grid member's answer on the phone: what was found, and why when it is not solved.
async function verify(grid, found, texts) {
  await grid.page.locator('.now .btn.block', { hasText: '解决' }).first().click()
  await grid.dialog().locator('label.pill').getByText(found, { exact: true }).click()
  for (const [id, text] of Object.entries(texts)) await grid.page.fill('#a-' + id, text)
  await grid.dialog().getByRole('button', { name: /解决/ }).last().click()
  await grid.say(/已完成/)
}

test('a petition: registered, answered for by its unit, opinion written, refused, approved, sent, closed after the visit', async () => {
  const title = '夜间喷漆气味扰民'
  const clerk = await at('clerk1')
  const unitLeader = await at('jinping_leader')
  const leader = await at('leader1', { phone: true })
  const handler = await at('jinping_handler')
  // The bureau's second clerk and the handler of another unit have no sign-in yet: the security administrator resets, they
  // set passwords of their own with the one-time link.
  const admin = await at('secadmin')
  const second = await ownPassword(admin, 'clerk2')
  const other = await ownPassword(admin, 'yuelin_handler')

  // 1. the clerk registers it at the desk; an earlier one at the same place shows while typing
  await clerk.go('/cases/new/petition')
  await clerk.page.locator('#n-channel').click()
  await clerk.page.getByRole('option', { name: '来访' }).click()
  await clerk.page.fill('#n-subject', title)
  await clerk.page.fill('#n-summary', '每晚九点以后有喷漆气味，影响休息。')
  await pick(clerk, 'n-class', '申诉求决')
  await pick(clerk, 'n-purpose', '求决')
  await pick(clerk, 'n-types', '大气')
  await clerk.page.fill('#n-place', '锦屏街道南门新村')
  await clerk.page.fill('#n-site', '南门新村东侧喷漆间')
  await clerk.page.getByLabel('姓名或名称').first().fill('张演示')
  await clerk.page.getByLabel('电话').first().fill('13800000000')
  await clerk.button('提交登记').click()
  await clerk.page.waitForURL(/\/cases\/\d+$/)
  const id = Number(new URL(clerk.page.url()).pathname.split('/').at(-1))
  await clerk.page.locator('.party', { hasText: '张**' }).waitFor() // sealed, also for who typed it

  // 2. the second clerk accepts it and gives it to the unit, with another one to help
  await fromWork(second, title)
  await now(second, /^受理|告知并办理/).first().click()
  await pick(second, 'a-route', '31-6')
  await chooseUnit(second, '锦屏街道')
  await second.dialog().getByRole('button', { name: '添加一行' }).click()
  await second.dialog().locator('[id^=a-co_units-0-unit]').last().fill('岳林街道')
  await second.page.getByRole('option', { name: '岳林街道', exact: true }).last().click()
  await second.dialog().locator('.modal-foot .primary').click()
  await second.say(/已完成/)
  await state(second, '单位办理中')

  // 3. both units sign and answer; the lead unit last
  for (const [me, result] of [[other, '已协助夜间巡查。'], [handler, '喷漆间已停用并拆除。']]) {
    await fromWork(me, title)
    await now(me, /^签收/).first().click()
    await me.say('已完成：签收')
    await now(me, /^办结反馈/).first().click()
    await me.page.fill('#a-result', result)
    await confirm(me, '办结反馈')
  }
  await state(handler, '拟写意见')

  // 4. the handler writes the opinion; the unit's leader approves; the bureau leader refuses once, on the phone
  await now(handler, '报批处理意见').click()
  await pick(handler, 'a-opinion', '支持')
  await handler.page.fill('#a-facts', '喷漆间未安装治理设施。')
  await handler.page.fill('#a-basis', '大气污染防治法。')
  await handler.page.fill('#a-answer', '已责令停用。')
  await confirm(handler, '报批处理意见')
  await fromWork(unitLeader, title)
  await now(unitLeader, '同意').click()
  await unitLeader.dialog().getByRole('button', { name: '同意', exact: true }).click()
  await unitLeader.say('已完成：同意')
  await leader.go('/m/leader')
  const ask = leader.page.locator('.item', { hasText: title })
  await ask.getByRole('button', { name: '不同意' }).click()
  await leader.page.fill('#a-note', '请补充拆除时间。')
  await leader.dialog().getByRole('button', { name: '不同意', exact: true }).click()
  await leader.say('已完成：不同意')

  // 5. corrected, approved twice, the letter is there
  await handler.page.locator('.case-head .tag.state', { hasText: '拟写意见' }).waitFor() // by itself, live
  await now(handler, '报批处理意见').click()
  assert.equal(await handler.page.inputValue('#a-facts'), '喷漆间未安装治理设施。') // nothing is typed twice
  await handler.page.fill('#a-answer', '已责令停用，并于当日拆除。')
  await confirm(handler, '报批处理意见')
  await fromWork(unitLeader, title)
  await now(unitLeader, '同意').click()
  await unitLeader.dialog().getByRole('button', { name: '同意', exact: true }).click()
  await unitLeader.say('已完成：同意')
  await leader.go('/m/leader')
  await leader.page.locator('.item', { hasText: title }).getByRole('button', { name: '同意', exact: true }).click()
  await leader.say('已完成：同意')

  // 6. the clerk reads the sealed name with a reason, tells the petitioner and writes down what they thought of it
  await clerk.go('/cases/' + id)
  await state(clerk, '已作出处理意见')
  await clerk.page.locator('.party').getByRole('button', { name: '查看' }).click()
  await clerk.page.fill('#open-reason', '送达处理意见书。')
  await clerk.dialog().getByRole('button', { name: '查看' }).click()
  await clerk.page.locator('.party', { hasText: '张演示' }).waitFor()
  await now(clerk, '登记满意度').click()
  await pick(clerk, 'a-satisfaction', '满意')
  await confirm(clerk, '登记满意度')
  await clerk.page.locator('.clock', { hasText: '申请复查期限' }).waitFor()
  for (const one of [clerk, unitLeader, leader, handler, admin, second, other]) await one.end()
})

// A choice among pills, by the id of its field.
const pick = (me, field, name) => me.page.locator(`[aria-labelledby="${field}-label"]`).getByText(name, { exact: true }).click()

// The administrator resets a password in the page; the person opens the link in a browser of their own and sets one.
async function ownPassword(admin, person) {
  await admin.go('/admin/people')
  await admin.page.locator('tr', { hasText: person }).getByRole('button', { name: /^编辑/ }).click()
  await admin.dialog().getByRole('button', { name: '重置密码' }).click()
  const link = await admin.dialog().locator('.link-code').textContent()
  const me = await newPerson()
  await me.page.goto(link.trim())
  await me.page.fill('#link-password', 'Nanmen-2022-lu')
  await me.page.fill('#link-again', 'Nanmen-2022-lu')
  await me.page.getByRole('button', { name: '确认' }).click()
  await me.page.fill('#sign-person', person)
  await me.page.fill('#sign-password', 'Nanmen-2022-lu')
  await me.page.locator('.signin-form button').click()
  await me.page.waitForURL((url) => !/signin|link/.test(url.pathname))
  await settled(me.page)
  assert.deepEqual(me.faults, [])
  await me.close()
  server.passwords[person] = 'Nanmen-2022-lu'
  return at(person)
}
