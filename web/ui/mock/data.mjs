// Invented data for developing and testing the pages without a server. Names and numbers are placeholders.
export const now = () => Date.now()
const day = 86_400_000
const iso = (ms) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z')
export const at = (days, hour = 1) => iso(Math.floor(now() / day) * day + days * day + hour * 3_600_000)
// A day clock ends at 24:00 in Beijing, that is 16:00 UTC.
export const dueAt = (days) => at(days, 16)

let seed = 7
export const random = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648)
export const pick = (list) => list[Math.floor(random() * list.length)]

export const units = [
  { id: 'bureau', title: '区生态环境分局', kind: 'bureau', parent: null },
  { id: 'petition', title: '综合科(信访)', kind: 'section', parent: 'bureau' },
  { id: 'enforcement', title: '生态环境保护行政执法队', kind: 'section', parent: 'bureau' },
  { id: 'streets', title: '镇(街道)', kind: 'group', parent: null },
  ...['锦屏街道', '岳林街道', '江口街道', '西坞街道', '萧王庙街道', '方桥街道', '莼湖街道', '尚田街道', '溪口镇', '松岙镇', '裘村镇', '大堰镇'].map((title, index) => ({ id: 'town' + (index + 1), title, kind: 'town', parent: 'streets' })),
  { id: 'housing', title: '区住房和城乡建设局', kind: 'department', parent: null },
  { id: 'urban', title: '区综合行政执法局', kind: 'department', parent: null },
].map((unit) => ({ valid_from: '2022-01-01', valid_to: null, ...unit }))
export const towns = units.filter((unit) => unit.kind === 'town')
export const unitRef = (id) => {
  const unit = units.find((one) => one.id === id)
  return unit ? { id: unit.id, title: unit.title } : null
}

export const people = [
  ['clerk', '甲一(信访专员)', 'petition', 'clerk'], ['handler', '乙二(镇街承办人)', 'town4', 'handler'],
  ['leader', '丙三(分管领导)', 'bureau', 'leader'], ['grid', '丁四(网格长)', 'town4', 'grid_leader'],
  ['admin', '戊五(系统管理员)', 'bureau', 'system_admin'], ['auditor', '己六(审计管理员)', 'bureau', 'audit_admin'],
  ['security', '庚七(安全管理员)', 'bureau', 'security_admin'],
].map(([id, name, unit, role], index) => ({ id, name, unit, phone: '1380000000' + index, mail: id + '@example.invalid', active: true, locked: id === 'grid', roles: [{ role, unit }] }))

export const roles = [['clerk', '信访专员'], ['handler', '承办人'], ['leader', '分管领导'], ['grid_leader', '网格长'], ['acceptance', '验收组'], ['system_admin', '系统管理员'], ['security_admin', '安全管理员'], ['audit_admin', '审计管理员']].map(([id, title]) => ({ id, title }))

const types = ['大气', '水', '噪声', '固废', '土壤', '生态', '辐射', '其他']
export const petitionFields = [
  { id: 'channel', title: '来源渠道', type: 'choice', of: ['12345热线', '12369平台', '来信', '来访', '网络', '网格'], required: true },
  { id: 'title', title: '标题', type: 'text', required: true, max: 60, help: '一句话说清在哪里、什么问题' },
  { id: 'facts', title: '反映内容', type: 'long text', required: true, max: 2000 },
  { id: 'types', title: '污染类型', type: 'choices', of: types, required: true },
  { id: 'place', title: '地点', type: 'place', required: true },
  { id: 'town', title: '属地镇街', type: 'unit', of: ['town'] },
  { id: 'happened', title: '发生日期', type: 'date' },
  { id: 'seen_at', title: '发现时间', type: 'time' },
  { id: 'people_count', title: '信访人数', type: 'integer', min: 1, max: 9999 },
  { id: 'first', title: '是否初次信访', type: 'yes/no' },
  { id: 'distance', title: '距最近居民区(米)', type: 'number', min: 0 },
  { id: 'claim', title: '诉求金额', type: 'money', min: 0 },
  { id: 'route', title: '办理途径', type: 'choice', of: ['31-1', '31-2', '31-3', '31-4', '31-5', '31-6'], help: '《信访工作条例》第三十一条,仅申诉求决类填写' },
  { id: 'officer', title: '经办人', type: 'person', of: ['clerk', 'handler'] },
  { id: 'photos', title: '现场照片', type: 'photos', max: 9 },
  { id: 'papers', title: '来信附件', type: 'files', max: 5 },
  { id: 'firms', title: '涉及企业', type: 'table', columns: [{ id: 'name', title: '企业名称', type: 'text', required: true }, { id: 'permit', title: '排污许可证号', type: 'text' }, { id: 'fine', title: '罚款', type: 'money' }] },
  { id: 'opinion', title: '处理意见', type: 'choice', of: ['支持', '解释说明', '不予支持'] },
  { id: 'reply', title: '答复内容', type: 'long text', max: 4000 },
  { id: 'reason', title: '理由', type: 'long text', max: 500 },
]
export const gridFields = [
  { id: 'photos', title: '现场照片', type: 'photos', required: true, max: 9 },
  { id: 'class', title: '问题类别', type: 'choice', of: ['扬尘', '露天焚烧', '污水直排', '垃圾堆放', '噪声扰民', '异味', '其他'], required: true },
  { id: 'place', title: '地点', type: 'place', required: true },
  { id: 'urgency', title: '紧急程度', type: 'choice', of: ['一般', '紧急', '特急'], required: true },
  { id: 'description', title: '情况描述', type: 'long text', max: 500 },
  { id: 'solved', title: '已当场处理', type: 'yes/no' },
]
export const workflows = [
  { id: 'petition', title: '环境信访件', fields: petitionFields, filing: petitionFields.slice(0, 17).map((field) => field.id), states: [['registered', '已登记'], ['assigned', '已交办'], ['handling', '办理中'], ['replied', '已答复'], ['closed', '已办结']], parties: [{ id: 'petitioner', title: '信访人', sealed: true, accused: false, many: true }, { id: 'accused', title: '被反映对象', sealed: false, accused: true, many: true }] },
  { id: 'grid-report', title: '网格问题上报', fields: gridFields, filing: gridFields.map((field) => field.id), states: [['reported', '已上报'], ['assigned', '已派单'], ['handling', '处置中'], ['verifying', '待核实'], ['closed', '已结案']], parties: [] },
  { id: 'rectification', title: '督察整改问题', fields: [{ id: 'title', title: '问题', type: 'text', required: true }, { id: 'source', title: '来源类别', type: 'choice', of: ['中央督察', '省级督察', '长江经济带警示片', '自查'] }, { id: 'goal', title: '整改目标', type: 'long text' }, { id: 'place', title: '地点', type: 'place' }], filing: ['title', 'source', 'goal', 'place'], states: [['listed', '入库'], ['plan', '方案编制'], ['fixing', '整改中'], ['acceptance', '验收'], ['closed', '已销号']], parties: [] },
].map((workflow) => ({ hash: 'a1b2c3d4e5f60718' + workflow.id, effective_from: '2022-05-01', effective_to: null, deployed_at: at(-300), ...workflow, states: workflow.states.map(([id, title]) => ({ id, title })) }))
export const workflowOf = (id) => workflows.find((one) => one.id === id)

const subjects = [['夜间施工噪声扰民', '噪声'], ['河道水体发黑有异味', '水'], ['喷漆车间废气味道大', '大气'], ['工地裸土未覆盖,扬尘严重', '大气'], ['餐饮油烟直排', '大气'], ['生活垃圾露天焚烧', '固废'], ['养殖场粪污外溢', '水'], ['企业雨水口排放有色废水', '水'], ['拌合站粉尘污染农田', '大气'], ['建筑垃圾倾倒在河滩', '固废'], ['KTV低频噪声影响休息', '噪声'], ['废机油桶露天堆放', '土壤']]
const where = ['桥头', '工业园区三期', '中学东侧', '菜市场北门', '沿江路与中山路口', '老码头', '水库下游村道', '高架桥下']
const stateOrder = { petition: ['registered', 'assigned', 'handling', 'replied', 'closed'], 'grid-report': ['reported', 'assigned', 'handling', 'verifying', 'closed'], rectification: ['listed', 'plan', 'fixing', 'acceptance', 'closed'] }

export function makeCases(count) {
  const cases = []
  for (let index = 0; index < count; ++index) {
    const workflow = index % 5 === 4 ? workflows[2] : index % 3 === 1 ? workflows[1] : workflows[0]
    const [subject, type] = pick(subjects)
    const town = pick(towns)
    const step = index < 12 ? index % 4 : Math.floor(random() * 5)
    const state = workflow.states.find((one) => one.id === stateOrder[workflow.id][step])
    const closed = step === 4
    const dueIn = closed ? null : [-6, -1, 0, 0, 1, 2, 3, 5, 9, 14, 21, 40][index % 12]
    const filed = -Math.floor(random() * 50) - 2
    const spot = pick(where)
    const long = index === 5
    const place = { text: town.title + spot, lat: 29.5 + random() * 0.32, lon: 121.2 + random() * 0.4, unit: town.id, grid: '' }
    const clock = { id: 'handling', title: '办理时限', state: closed ? 'stopped' : index % 11 === 7 ? 'suspended' : 'running', due: closed ? dueAt(filed + 60) : dueAt(dueIn), left_text: '', left_days: dueIn, overdue: dueIn !== null && dueIn < 0 }
    cases.push({
      id: 1000 + index, number: `${workflow.id === 'petition' ? '奉环信' : workflow.id === 'rectification' ? '奉环改' : '奉网格'}〔2026〕${index + 1}号`,
      title: long ? `${town.title}${spot}:宁波市奉化区某某某新材料科技股份有限公司长期在夜间违规排放未经处理的有机废气并伴有明显刺激性气味影响周边三个小区居民正常生活` : `${town.title}${spot}${subject}`,
      workflow: workflow.id, workflow_title: workflow.title, states: [state], lead_unit: step === 0 ? null : { id: town.id, title: town.title },
      units: step === 0 ? [] : [{ id: town.id, title: town.title }], filed_at: at(filed, 2), received_at: at(filed, 1), due: clock.due, clock, closed, overdue: clock.overdue,
      supervised: index % 13 === 2, version: 3 + step, place, types: [type], summary: subject, fields: {}, _step: step, _values: {},
      _history: [],
    })
  }
  return cases
}
