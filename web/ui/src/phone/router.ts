import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { t, type TextKey } from '../shared/i18n'
import { session } from '../shared/session'

const page = (path: string, name: string, component: RouteRecordRaw['component'], title: TextKey, meta: object = {}): RouteRecordRaw =>
  ({ path, name, component, meta: { title, ...meta } }) as RouteRecordRaw

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [
    page('/signin', 'signin', () => import('./pages/SignIn.vue'), 'signin.title', { open: true }),
    { path: '/', name: 'home', component: () => import('./pages/Home.vue'), meta: { title: 'p.home' }, beforeEnter: () => (session.me?.landing === 'leader' ? { name: 'leader', replace: true } : true) },
    page('/file/:workflow?', 'file', () => import('./pages/FileReport.vue'), 'p.file'),
    page('/reports', 'reports', () => import('./pages/Reports.vue'), 'p.reports'),
    page('/work', 'work', () => import('./pages/WorkList.vue'), 'p.work'),
    page('/leader', 'leader', () => import('./pages/Leader.vue'), 'p.leader'),
    page('/inbox', 'inbox', () => import('./pages/Messages.vue'), 'p.messages'),
    page('/cases/:id(\\d+)', 'case', () => import('./pages/CaseView.vue'), 'case.matter'),
    page('/manual/:chapter?', 'manual', () => import('./pages/Manual.vue'), 'nav.manual'),
    page('/me', 'me', () => import('./pages/Mine.vue'), 'p.me'),
    page('/:rest(.*)*', 'lost', () => import('./pages/Missing.vue'), 'nav.lost', { open: true }),
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  if (!to.meta.open && !session.me) return { name: 'signin', query: { back: to.fullPath } }
  return true
})
router.afterEach((to) => {
  document.title = `${t(to.meta.title as TextKey)} · ${t('app.name')}`
})
