import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { t, type TextKey } from '../shared/i18n'
import { session } from '../shared/session'

const page = (path: string, name: string, component: RouteRecordRaw['component'], title: TextKey, meta: object = {}): RouteRecordRaw =>
  ({ path, name, component, meta: { title, ...meta } }) as RouteRecordRaw

const routes: RouteRecordRaw[] = [
  page('/signin', 'signin', () => import('./pages/SignIn.vue'), 'signin.title', { open: true, bare: true }),
  page('/setup', 'setup', () => import('./pages/SetUp.vue'), 'setup.title', { open: true, bare: true }),
  page('/link', 'link', () => import('./pages/UseLink.vue'), 'link.title', { open: true, bare: true }),
  { path: '/', redirect: () => (session.me?.landing === 'dispatch' ? '/dispatch' : session.me?.landing === 'admin' ? '/admin/people' : '/work') },
  page('/work', 'work', () => import('./pages/Work.vue'), 'nav.work'),
  page('/cases', 'cases', () => import('./pages/Cases.vue'), 'nav.cases'),
  page('/cases/new/:workflow?', 'file', () => import('./pages/FileCase.vue'), 'nav.file'),
  page('/cases/:id(\\d+)', 'case', () => import('./pages/CasePage.vue'), 'nav.case'),
  page('/dispatch', 'dispatch', () => import('./pages/Dispatch.vue'), 'nav.dispatch'),
  page('/search', 'search', () => import('./pages/Search.vue'), 'nav.search'),
  page('/inbox', 'inbox', () => import('./pages/Inbox.vue'), 'nav.inbox'),
  page('/dashboard', 'dashboard', () => import('./pages/Dashboard.vue'), 'nav.dashboard'),
  page('/figures', 'figure', () => import('./pages/FigurePage.vue'), 'nav.figure'),
  page('/imports', 'imports', () => import('./pages/Imports.vue'), 'nav.imports'),
  page('/circulars', 'circulars', () => import('./pages/Circulars.vue'), 'nav.circulars'),
  page('/circulars/:id', 'circular', () => import('./pages/CircularPage.vue'), 'nav.circular'),
  page('/admin/units', 'units', () => import('./pages/admin/Units.vue'), 'nav.units'),
  page('/admin/people', 'people', () => import('./pages/admin/People.vue'), 'nav.people'),
  page('/admin/calendars', 'calendars', () => import('./pages/admin/Calendars.vue'), 'nav.calendars'),
  page('/admin/workflows', 'workflows', () => import('./pages/admin/Workflows.vue'), 'nav.workflows'),
  page('/admin/workflows/:id', 'workflow', () => import('./pages/admin/WorkflowPage.vue'), 'nav.workflows'),
  page('/admin/outbox', 'outbox', () => import('./pages/admin/Outbox.vue'), 'nav.outbox'),
  page('/admin/audit', 'audit', () => import('./pages/admin/Audit.vue'), 'nav.audit'),
  page('/me', 'me', () => import('./pages/Profile.vue'), 'nav.me'),
  page('/manual/:chapter?', 'manual', () => import('./pages/Manual.vue'), 'nav.manual', { open: true }),
  page('/about', 'about', () => import('./pages/About.vue'), 'nav.about', { open: true }),
  page('/:rest(.*)*', 'lost', () => import('./pages/Lost.vue'), 'nav.lost', { open: true }),
]

export const router = createRouter({
  history: createWebHistory('/'),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach((to) => {
  if (session.info?.setup_needed && to.name !== 'setup') return { name: 'setup', hash: to.hash }
  if (!to.meta.open && !session.me) return { name: 'signin', query: { back: to.fullPath } }
  if (to.name === 'signin' && session.me) return '/'
  return true
})
router.afterEach((to) => {
  document.title = `${t(to.meta.title as TextKey)} · ${t('app.name')}`
})
