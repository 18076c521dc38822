import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import type { Connect, Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Element Plus and Vant come component by component: each name imported brings its own style sheet and nothing else.
// Vant's icon font is left out; our icons are drawn (shared/Icon.vue).
function componentStyles(): Plugin {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter, at) => (at ? '-' : '') + letter.toLowerCase())
  return {
    name: 'bihuan-component-styles',
    enforce: 'post',
    transform(code, id) {
      if (id.includes('node_modules') || !/\.(vue|ts)/.test(id)) return null
      const styles = new Set<string>()
      for (const match of code.matchAll(/import\s*\{([^}]*)\}\s*from\s*["'](element-plus|vant)["']/g)) {
        for (const part of match[1].split(',')) {
          const name = part.trim().split(/\s+as\s+/)[0]
          if (match[2] === 'element-plus' && /^El[A-Z]/.test(name))
            styles.add(`element-plus/es/components/${kebab(name.slice(2))}/style/css`)
          if (match[2] === 'vant' && /^[A-Z]/.test(name)) {
            const list = here(`./node_modules/vant/es/${kebab(name)}/style/index.mjs`)
            for (const found of readFileSync(list, 'utf8').matchAll(/import "(.*)"/g)) {
              const style = posix.join('vant/es', kebab(name), 'style', found[1])
              if (style !== 'vant/es/icon/index.css') styles.add(style)
            }
          }
        }
      }
      if (!styles.size) return null
      return { code: [...styles].map((style) => `import '${style}';`).join('') + code, map: null }
    },
  }
}

// Development: `BIHUAN_SERVER=http://127.0.0.1:8080 npm run dev` shows the pages as they are typed, beside a running program.
function phonePages(): Plugin {
  return {
    name: 'bihuan-phone-pages',
    apply: 'serve',
    configureServer: (server) =>
      void server.middlewares.use(((request, _response, next) => {
        if (/^\/m(\/|$|\?)/.test(request.url ?? '')) request.url = '/m.html'
        next()
      }) as Connect.NextHandleFunction),
  }
}

export default defineConfig({
  plugins: [vue(), componentStyles(), phonePages()],
  resolve: { alias: { '@': here('./src') } },
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  server: { proxy: { '/api': process.env.BIHUAN_SERVER ?? 'http://127.0.0.1:8080' } },
  build: {
    target: 'chrome87',
    cssTarget: 'chrome87',
    outDir: process.env.BIHUAN_UI_OUT ?? 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0, // a data: script or font would need a wider policy
    modulePreload: { polyfill: false },
    manifest: 'assets/manifest.json',
    rollupOptions: {
      input: { desk: here('./index.html'), phone: here('./m.html') },
      output: {
        manualChunks(id) {
          if (/node_modules\/(@vue|vue|vue-router)\//.test(id)) return 'vue'
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts'
          return undefined
        },
      },
    },
  },
  test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], restoreMocks: true },
})
