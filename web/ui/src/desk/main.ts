// The desk: loads the session and the texts, then draws. A person who is not signed in is sent to sign in and back.
import 'element-plus/es/components/base/style/css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import '../shared/base.css'
import './desk.css'

import { createApp } from 'vue'

import { loadTexts, t } from '../shared/i18n'
import { applyLooks, loadSession } from '../shared/session'
import App from './App.vue'
import { router } from './router'

async function start() {
  applyLooks()
  await loadTexts(['common', 'desk'])
  try {
    await loadSession()
  } catch {
    // the sign-in page says that the server cannot be reached
  }
  const app = createApp(App).use(router)
  app.config.globalProperties.$t = t
  app.mount('#app')
}
void start()
