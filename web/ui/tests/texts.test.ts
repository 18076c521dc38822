// The catalogues: both languages hold the same keys with the same places, every key used exists, every key is used, and
// no page carries a text of its own.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { parse as parseTemplate, NodeTypes, type RootNode, type TemplateChildNode } from '@vue/compiler-dom'
import { describe, expect, it } from 'vitest'

const root = join(__dirname, '..')
const parts = ['common', 'desk', 'phone'] as const
const catalogue = (language: string, part: string): Record<string, string> => JSON.parse(readFileSync(join(root, 'src/texts', language, part + '.json'), 'utf8'))

function* files(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* files(path)
    else if (/\.(vue|ts)$/.test(name)) yield path
  }
}
const sources = [...files(join(root, 'src'))].map((path) => ({ path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }))
const withoutComments = (text: string) => text.replace(/<!--[\s\S]*?-->/g, '').replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
const places = (text: string) => Array.from(new Set(Array.from(text.matchAll(/\{(\w+)/g), (match) => match[1]))).sort()

describe('catalogues', () => {
  for (const part of parts)
    it(`${part}: the same keys and places in both languages, none empty`, () => {
      const zh = catalogue('zh-CN', part)
      const en = catalogue('en', part)
      expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
      for (const key of Object.keys(zh)) {
        expect(zh[key], key).not.toBe('')
        expect(en[key], key).not.toBe('')
        // a date is given in every form, and each language takes its own
        if (!/^date\.(full|short|month)$/.test(key)) expect(places(en[key]), key).toEqual(places(zh[key]))
      }
    })

  it('Chinese texts carry Chinese punctuation', () => {
    const forms = /^(place\.(point|bad_point)|date\.)/ // what is typed or parsed as it stands
    const wrong = parts.flatMap((part) => Object.entries(catalogue('zh-CN', part)).filter(([key, text]) => !forms.test(key) && /[\u4e00-\u9fff”}][,;:?!()]|[,;:?!()][\u4e00-\u9fff“{]/.test(text)).map(([key]) => key))
    expect(wrong).toEqual([])
  })

  it('every key that a page uses exists for that page', () => {
    const missing: string[] = []
    for (const { path, text } of sources) {
      const known = { ...catalogue('zh-CN', 'common'), ...(path.includes('/desk/') ? catalogue('zh-CN', 'desk') : {}), ...(path.includes('/phone/') ? catalogue('zh-CN', 'phone') : {}) }
      for (const match of text.matchAll(/(?:\$t|\bt)\(\s*(['"`])((?:(?!\1).)+)\1/g)) {
        const key = match[2]
        const pattern = new RegExp('^' + key.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '.+') + '$')
        if (!Object.keys(known).some((one) => pattern.test(one))) missing.push(`${path}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })

  it('every key is used', () => {
    const all = sources.map(({ text }) => text).join('\n')
    const prefixes = Array.from(all.matchAll(/(['"`])([a-z_]+(?:\.[a-z_]+)*\.)(?:\1|\$\{)/g), (match) => match[2])
    const unused = parts.flatMap((part) => Object.keys(catalogue('zh-CN', part))).filter((key) => !['\'', '"', '`'].some((quote) => all.includes(quote + key + quote)) && !prefixes.some((prefix) => key.startsWith(prefix)))
    expect(unused).toEqual([])
  })
})

describe('pages', () => {
  const letters = /[\p{L}]{2,}/u
  it('carry no text of their own in templates', () => {
    const found: string[] = []
    for (const { path, text } of sources.filter(({ path }) => path.endsWith('.vue'))) {
      const template = /<template>([\s\S]*)<\/template>/.exec(text)?.[1]
      if (!template) continue
      const visit = (node: RootNode | TemplateChildNode) => {
        if (node.type === NodeTypes.TEXT && letters.test(node.content)) found.push(`${path}: ${node.content.trim()}`)
        if (node.type === NodeTypes.ELEMENT)
          for (const prop of node.props)
            if (prop.type === NodeTypes.ATTRIBUTE && ['title', 'placeholder', 'alt', 'aria-label', 'label'].includes(prop.name) && letters.test(prop.value?.content ?? '') && !/^\d{4}-\d\d-\d\d /.test(prop.value?.content ?? '')) found.push(`${path}: ${prop.name}="${prop.value?.content}"`)
        if ('children' in node) for (const child of node.children) if (typeof child === 'object' && 'type' in child) visit(child as TemplateChildNode)
      }
      visit(parseTemplate(template))
    }
    expect(found).toEqual([])
  })
  it('carry no Chinese outside the catalogues', () => {
    const found = sources.filter(({ text }) => /[\u4e00-\u9fff]/.test(withoutComments(text.replace(/placeholder="\d{4}-\d\d-\d\d [^"]*"/g, '')))).map(({ path }) => path)
    expect(found).toEqual([])
  })
})
