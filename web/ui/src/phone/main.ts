// The phone: the same server, for one hand and a bad network.
import 'vant/es/style/base.css'
import '../shared/base.css'
import './phone.css'

import { createApp } from 'vue'

import { loadTexts, t } from '../shared/i18n'
import { applyLooks, loadSession, session } from '../shared/session'
import type { Me } from '../shared/types'
import App from './App.vue'
import { router } from './router'
import { drafts } from './store'

async function start() {
  applyLooks()
  await loadTexts(['common', 'phone'])
  try {
    await loadSession()
    if (session.me) void drafts.put('known.me', JSON.parse(JSON.stringify(session.me))).catch(() => undefined)
  } catch {
    // no network: go on as the person who was last signed in here; the server asks again before it takes anything
    session.me = (await drafts.get<Me>('known.me').catch(() => undefined)) ?? null
    session.online = false
  }
  const app = createApp(App).use(router)
  app.config.globalProperties.$t = t
  app.mount('#app')
}
void start()
