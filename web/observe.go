package web

import "github.com/gin-gonic/gin"

// observe tells of each answer. The route stands for the address, which may hold
// a person's reference; "none" is what no route knows.
func (s *server) observe(c *gin.Context) {
	answered := s.cfg.Observe()
	c.Next()
	route := c.FullPath()
	if route == "" {
		route = "none"
	}
	answered(c.Request.Method, route, c.Writer.Status())
}
