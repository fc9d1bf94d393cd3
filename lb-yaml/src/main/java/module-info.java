/** Endpoints from YAML and JSON files. */
module io.lb4j.yaml {
  requires static transitive org.jspecify;
  requires transitive io.lb4j.core;
  requires org.snakeyaml.engine;

  exports io.lb4j.yaml;

  provides io.lb4j.endpoint.FileFormat with
      io.lb4j.yaml.YamlFormat;
}
