// Brings cases into the state a test begins in, through the API as the people who would do it.
let count = 0
export const petition = (more = {}) => ({
  channel: '来访', subject: `噪声扰民反映 ${++count}`, summary: '夜间设备噪声影响休息。', class: '检举控告', purpose: '投诉举报', types: ['噪声'],
  place: { text: '锦屏街道南门新村', lat: 29.65, lon: 121.41 }, site: '南门新村', people_count: 1, ...more,
})
export const filed = (clerk, fields = petition()) => clerk.api('POST', '/cases', { workflow: 'petition', fields })
export const read = (me, id) => me.api('GET', '/cases/' + id)
export async function fire(me, id, event, fields = {}) {
  const one = await read(me, id)
  return me.api('POST', `/cases/${id}/events`, { event, fields }, one.version)
}
// Registered, and given to a unit.
export async function dispatched(clerk, unit = 'jinping', fields = petition()) {
  const { id } = await filed(clerk, fields)
  return fire(clerk, id, 'accept', { class: fields.class, dispatch_to: unit })
}
export async function task(me, id, verb, body = {}) {
  const one = await read(me, id)
  const mine = one.tasks.find((each) => each.can[verb]?.ok)
  return me.api('POST', `/cases/${id}/tasks/${mine.id}/${verb}`, body, one.version)
}
export async function signed(clerk, handler, fields = petition()) {
  const { id } = await dispatched(clerk, 'jinping', fields)
  return task(handler, id, 'sign')
}
// Handled by the unit; the answer is to be written.
export async function handled(clerk, handler, fields = petition()) {
  const { id } = await signed(clerk, handler, fields)
  return task(handler, id, 'complete', { fields: { result: '已核查，情况属实。' }, veto: false, note: '' })
}
