import type { t } from './shared/i18n'

declare module 'vue' {
  interface ComponentCustomProperties { $t: typeof t }
}
declare module 'element-plus/es/locale/lang/*.mjs' {
  const locale: { name: string }
  export default locale
}
export {}
