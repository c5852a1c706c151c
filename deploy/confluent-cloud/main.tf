terraform {
  required_version = ">= 1.5"
  required_providers {
    confluent = {
      source  = "confluentinc/confluent"
      version = ">= 2.0"
    }
  }
}

locals {
  connector = jsondecode(file("${path.module}/connector.json"))
  class     = local.connector["connector.class"]
  region    = local.connector["aws.region"]
}

resource "confluent_custom_connector_plugin" "changefeed" {
  display_name                = "Changefeed: DynamoDB Streams source connector"
  connector_class             = local.class
  connector_type              = "SOURCE"
  sensitive_config_properties = jsondecode(file("${path.module}/sensitive-properties.json"))[local.class]
  filename                    = var.archive
}

resource "confluent_connector" "changefeed" {
  environment {
    id = var.environment
  }
  kafka_cluster {
    id = var.cluster
  }

  config_sensitive = {
    "kafka.api.key"         = var.kafka_api_key
    "kafka.api.secret"      = var.kafka_api_secret
    "aws.access.key.id"     = var.aws_access_key_id
    "aws.secret.access.key" = var.aws_secret_access_key
  }

  config_nonsensitive = merge(local.connector, {
    "name"                                    = var.name
    "kafka.auth.mode"                         = "KAFKA_API_KEY"
    "confluent.connector.type"                = "CUSTOM"
    "confluent.custom.plugin.id"              = confluent_custom_connector_plugin.changefeed.id
    # A runtime of Confluent, by the version of Kafka Connect, and a Java version that it supports.
    "confluent.custom.connect.plugin.runtime" = "3.9.0"
    "confluent.custom.connect.java.version"   = "17"
    # The connector can reach these hosts only. Endpoints in a private network are not supported.
    "confluent.custom.connection.endpoints"   = join(";", [
      "dynamodb.${local.region}.amazonaws.com:443",
      "streams.dynamodb.${local.region}.amazonaws.com:443",
    ])
  })
}
