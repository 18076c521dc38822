// Checks the built web app against Chrome 87, by the browser compatibility data of MDN: node tools/chrome87.mjs DIST.
// Style: every property, at-rule and pseudo-class of the sheets. Script: every global and every static member
// (Object.hasOwn, crypto.randomUUID) that is named, and instance methods whose name no older built-in has. What a
// library asks for before it uses it stands in `guarded`, with the reason.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const data = require('@mdn/browser-compat-data')
const postcss = require('postcss')
const ts = require('typescript')

const target = 87
const dist = process.argv[2] ?? 'dist'
const guarded = {
  // style: an older browser passes over it, and the page holds without it
  'accent-color': 'native boxes keep their own colour', 'color-scheme': 'native parts stay light',
  'scrollbar-width': 'the usual scroll bar stays', 'scrollbar-color': 'the usual scroll bar stays',
  'overscroll-behavior': 'hint only', 'text-size-adjust': 'hint only', 'appearance': 'known without its prefix since 84',
  mask: 'Element Plus gives -webkit-mask beside it', outline: 'only its round corners came with 94',
  'user-select': 'known since 54', 'text-wrap': 'lines break in the plain way',
  // script: asked for before it is used, or of the same name as a method of the library's own objects
  'Navigator.userAgentData': 'asked for', 'Document.startViewTransition': 'asked for', checkVisibility: 'asked for',
  '.toReversed()': "Vue's wrapper of an array that has it", '.toSorted()': "Vue's wrapper of an array that has it",
  '.toSpliced()': "Vue's wrapper of an array that has it", '.union()': "a rectangle's, in ECharts", '.toArray()': "ECharts' own",
}
const first = (support) => {
  const list = [].concat(support?.chrome ?? [])
  const plain = list.find((one) => !one.flags && !one.partial_implementation && !one.alternative_name) ?? list[0]
  if (!plain || plain.version_added === false || plain.version_added == null || plain.version_added === 'preview') return Infinity
  return Number(String(plain.version_added).replace('≤', ''))
}
const files = (folder) => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name)
  return statSync(path).isDirectory() ? files(path) : [path]
})
const found = new Map()
const note = (what, where, version) => {
  if (what in guarded) return
  found.set(what, `${what} (Chrome ${version === Infinity ? 'none' : version}) in ${where}`)
}

function style(path) {
  const sheet = postcss.parse(readFileSync(path, 'utf8'))
  sheet.walkDecls((declaration) => {
    const name = declaration.prop
    if (name.startsWith('--') || name.startsWith('-')) return
    const known = data.css.properties[name]?.__compat
    if (known && first(known.support) > target) note(name, path, first(known.support))
    for (const unit of ['dvh', 'svh', 'lvh', 'cqw', 'lh']) if (new RegExp(`\\d${unit}\\b`).test(declaration.value)) note(unit, path, 108)
    for (const call of declaration.value.matchAll(/(?<![\w-])([a-z-]+)\(/g)) {
      const type = data.css.types?.[call[1]]?.__compat ?? data.css.types?.color?.[call[1]]?.__compat
      if (type && first(type.support) > target) note(call[1] + '()', path, first(type.support))
    }
  })
  sheet.walkAtRules((rule) => {
    const known = data.css['at-rules'][rule.name]?.__compat
    if (known && first(known.support) > target) note('@' + rule.name, path, first(known.support))
  })
  sheet.walkRules((rule) => {
    for (const match of rule.selector.matchAll(/:(?!:)([a-z-]+)/g)) {
      const known = data.css.selectors[match[1]]?.__compat
      if (known && first(known.support) > target) note(':' + match[1], path, first(known.support))
    }
  })
}

// Instance methods: the oldest built-in or interface with a member of that name decides.
const oldest = new Map()
const statics = new Map()
const globals = new Map()
const collect = (owner, members) => {
  for (const [name, member] of Object.entries(members)) {
    if (name === '__compat' || !member.__compat) continue
    const plain = name.replace(/_static$/, '')
    const version = first(member.__compat.support)
    statics.set(`${owner}.${plain}`, Math.min(statics.get(`${owner}.${plain}`) ?? Infinity, version))
    oldest.set(plain, Math.min(oldest.get(plain) ?? Infinity, version))
  }
}
for (const [owner, members] of [...Object.entries(data.javascript.builtins), ...Object.entries(data.api)]) {
  if (members.__compat) globals.set(owner, first(members.__compat.support))
  collect(owner, members)
}
const singles = { crypto: 'Crypto', navigator: 'Navigator', document: 'Document', window: 'Window', performance: 'Performance', history: 'History' }

function script(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const visit = (node) => {
    if (ts.isPropertyAccessExpression(node)) {
      const name = node.name.text
      const owner = ts.isIdentifier(node.expression) ? (singles[node.expression.text] ?? node.expression.text) : ''
      const exact = statics.get(`${owner}.${name}`)
      if (exact !== undefined && exact > target && exact !== Infinity) note(`${owner}.${name}`, path, exact)
      else if (exact === undefined && ts.isCallExpression(node.parent) && node.parent.expression === node && ['Array', 'String', 'TypedArray', 'Promise', 'Map', 'Set', 'Iterator'].some((type) => (statics.get(`${type}.${name}`) ?? 0) > target) && (oldest.get(name) ?? 0) > target) note('.' + name + '()', path, oldest.get(name))
    }
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && (globals.get(node.expression.text) ?? 0) > target) note('new ' + node.expression.text, path, globals.get(node.expression.text))
    ts.forEachChild(node, visit)
  }
  visit(source)
}

for (const path of files(dist)) {
  if (path.endsWith('.css')) style(path)
  if (path.endsWith('.js')) script(path)
}
for (const line of found.values()) console.log(line)
console.log(found.size ? `${found.size} younger than Chrome ${target}` : `nothing younger than Chrome ${target}`)
process.exit(found.size ? 1 : 0)
