// The texts of the pages, from the catalogues in src/texts/LANGUAGE/PART.json. A text may hold {places}; English may
// choose by number with "{n|one day|{n} days}". Catalogues are compiled into script chunks, so nothing is evaluated at
// run time and the strict Content-Security-Policy holds. A missing key shows itself as the key (a test finds it first).
import { ref } from 'vue'

import type common from '../texts/zh-CN/common.json'
import type desk from '../texts/zh-CN/desk.json'
import type phone from '../texts/zh-CN/phone.json'

export type TextKey = keyof typeof common | keyof typeof desk | keyof typeof phone
export type Language = 'zh-CN' | 'en'
export type Part = 'common' | 'desk' | 'phone'

export const languages: Language[] = ['zh-CN', 'en']
export const language = ref<Language>(firstLanguage())

const loaders: Record<Language, Record<Part, () => Promise<{ default: Record<string, string> }>>> = {
  'zh-CN': {
    common: () => import('../texts/zh-CN/common.json'),
    desk: () => import('../texts/zh-CN/desk.json'),
    phone: () => import('../texts/zh-CN/phone.json'),
  },
  en: {
    common: () => import('../texts/en/common.json'),
    desk: () => import('../texts/en/desk.json'),
    phone: () => import('../texts/en/phone.json'),
  },
}
const texts = ref<Record<string, string>>({})
let parts: Part[] = ['common']

function firstLanguage(): Language {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem('bihuan.language')
  if (kept === 'en' || kept === 'zh-CN') return kept
  return typeof navigator !== 'undefined' && /^en/i.test(navigator.language) ? 'en' : 'zh-CN'
}

export async function loadTexts(wanted: Part[] = parts, to: Language = language.value) {
  parts = wanted
  const loaded = await Promise.all(parts.map((part) => loaders[to][part]()))
  texts.value = Object.assign({}, ...loaded.map((one) => one.default))
  language.value = to
  document.documentElement.lang = to
  localStorage.setItem('bihuan.language', to)
}

export function format(text: string, values: Record<string, unknown>): string {
  const chosen = text.replace(/\{(\w+)\|([^|}]*)\|((?:[^{}]|\{\w+\})*)\}/g, (_, name, one, many) => (Number(values[name]) === 1 ? one : many))
  return chosen.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name] ?? '') : place))
}

export function t(key: TextKey, values: Record<string, unknown> = {}): string {
  const text = texts.value[key]
  return text === undefined ? key : format(text, values)
}

// For keys made from a code that the server sends: the text when there is one, else what the server called it.
export function tOr(key: string, otherwise: string, values: Record<string, unknown> = {}): string {
  const text = texts.value[key]
  return text === undefined ? otherwise : format(text, values)
}
