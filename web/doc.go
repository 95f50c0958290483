// Package web is what people see: the pages, their look and, later, the JSON
// API. A handler reads the request, calls one use case and renders or
// redirects; nothing in here decides about releases, tasks or messages, and
// *gin.Context goes no further down than this package.
//
// One page is one handler file, one file in templates and one typed view. The
// look (layout, styles, script) is in look.go and assets.go, the frame of every
// view in page.go, the headers of every answer in headers.go.
package web
