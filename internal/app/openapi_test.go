package app_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

// schemas is the folder of the published schemas, beside the project.
const schemas = "../../../shared/schemas/openapi/3.1"

func openAPISchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	base := ""
	for _, name := range []string{"schema", "schema-base", "dialect", "meta"} {
		raw, err := os.ReadFile(filepath.Join(schemas, name+".yaml"))
		if err != nil {
			t.Skip("the published schemas are not here: " + schemas)
		}
		var doc map[string]any
		if err := yaml.Unmarshal(raw, &doc); err != nil {
			t.Fatal(err)
		}
		id, _ := doc["$id"].(string)
		if name == "schema-base" {
			base = id
		}
		if err := c.AddResource(id, asJSON(t, doc)); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(base)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON brings a value to what the JSON decoder of the validator would have made of it.
func asJSON(t *testing.T, v any) any {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTheDescriptionIsValidOpenAPI(t *testing.T) {
	schema := openAPISchema(t)
	b := setup(t)
	res, body := b.public().get("/api/openapi.json")
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.Status)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
	whole, _ := doc.(map[string]any)
	delete(whole, "info")
	if schema.Validate(whole) == nil {
		t.Error("a description without info passed: the schema checks nothing")
	}
}

// Each operation is described once, and what is described is served.
func TestEveryOperationIsDescribed(t *testing.T) {
	b := setup(t)
	_, body := b.public().get("/api/openapi.json")
	var d struct {
		Paths map[string]map[string]struct {
			ID       string           `json:"operationId"`
			Summary  string           `json:"summary"`
			Security []map[string]any `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, methods := range d.Paths {
		described += len(methods)
	}
	ops := b.site.API.Operations()
	if described != len(ops) {
		t.Errorf("%d operations are described, %d registered", described, len(ops))
	}
	for _, op := range ops {
		got := d.Paths["/api/v1"+op.Path][strings.ToLower(op.Method)]
		if got.ID != op.ID || got.Summary == "" {
			t.Errorf("%s %s is described as %+v", op.Method, op.Path, got)
		}
		if open := strings.HasSuffix(string(op.Action), ":read"); open == (len(got.Security) > 0) {
			t.Errorf("%s %s: the description says the wrong thing on signing in", op.Method, op.Path)
		}
	}
}
