// Who is signed in, and how they like to see things. One per page load; pages read it, only these functions write it.
import { reactive } from 'vue'

import { call, get, patch, post } from './api'
import { setServerTime } from './dates'
import { loadTexts, type Language } from './i18n'
import type { Me, Session } from './types'

export const session = reactive({
  me: null as Me | null,
  info: null as Session | null,
  expired: false,
  online: navigator.onLine,
})

export const theme = {
  get value() { return localStorage.getItem('bihuan.theme') ?? 'auto' },
  get dark() {
    return this.value === 'dark' || (this.value !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  },
}

export function applyLooks() {
  const root = document.documentElement
  root.classList.toggle('dark', theme.dark)
  root.classList.toggle('van-theme-dark', theme.dark)
  root.dataset.size = localStorage.getItem('bihuan.text_size') ?? 'normal'
}

async function adopt(me: Me) {
  session.me = me
  if (me.theme) localStorage.setItem('bihuan.theme', me.theme)
  if (me.text_size) localStorage.setItem('bihuan.text_size', me.text_size)
  applyLooks()
  if (me.language === 'zh-CN' || me.language === 'en') await loadTexts(undefined, me.language)
}

export async function loadSession(): Promise<boolean> {
  session.info = await call<Session>('/session', { signIn: false })
  setServerTime(session.info.server_time)
  if (!session.info.authenticated) return false
  await adopt(await call<Me>('/me', { signIn: false }))
  return true
}

export async function signIn(person: string, password: string, totp: string) {
  const body: Record<string, string> = { person, password }
  if (totp) body.totp = totp
  const me = await call<Me>('/session', { method: 'POST', body, signIn: false })
  if (session.info) session.info.authenticated = true
  await adopt(me)
}

export async function signOut() {
  await call('/session', { method: 'DELETE', signIn: false })
  session.me = null
}

export async function refreshMe() {
  await adopt(await get<Me>('/me'))
}

export async function saveLooks(change: { language?: Language; theme?: string; text_size?: string }) {
  if (change.theme) localStorage.setItem('bihuan.theme', change.theme)
  if (change.text_size) localStorage.setItem('bihuan.text_size', change.text_size)
  applyLooks()
  if (change.language) await loadTexts(undefined, change.language)
  if (session.me) {
    Object.assign(session.me, change)
    await patch('/me', { ...change, ...(change.theme === 'auto' ? { theme: '' } : {}) })
  }
}

export const actFor = async (person: string | null) => {
  await post('/me/acting', { person })
  await refreshMe()
}

addEventListener('online', () => (session.online = true))
addEventListener('offline', () => (session.online = false))
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyLooks)
