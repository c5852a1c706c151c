terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

data "aws_region" "current" {}

locals {
  offsets_topic = "${var.name}-offsets"
}

resource "aws_s3_object" "plugin" {
  bucket      = var.plugin_bucket
  key         = basename(var.archive)
  source      = var.archive
  source_hash = filemd5(var.archive)
}

resource "aws_mskconnect_custom_plugin" "changefeed" {
  name         = replace(trimsuffix(basename(var.archive), ".zip"), ".", "-")
  content_type = "ZIP"
  location {
    s3 {
      bucket_arn     = "arn:aws:s3:::${var.plugin_bucket}"
      file_key       = aws_s3_object.plugin.key
      object_version = aws_s3_object.plugin.version_id
    }
  }
}

resource "aws_mskconnect_worker_configuration" "changefeed" {
  name                    = var.name
  properties_file_content = templatefile("${path.module}/worker.properties", { offsets_topic = local.offsets_topic })
}

resource "aws_cloudwatch_log_group" "changefeed" {
  name              = "/msk-connect/${var.name}"
  retention_in_days = 30
}

resource "aws_mskconnect_connector" "changefeed" {
  name                 = var.name
  kafkaconnect_version = "3.7.x"

  # Autoscaling would override tasks.max.
  capacity {
    provisioned_capacity {
      mcu_count    = 1
      worker_count = var.workers
    }
  }

  connector_configuration = merge(jsondecode(file("${path.module}/connector.json")), {
    "tables"       = join(",", var.tables)
    "topic.prefix" = var.topic_prefix
    "aws.region"   = data.aws_region.current.region
  })

  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = var.bootstrap_brokers
      vpc {
        security_groups = var.security_groups
        subnets         = var.subnets
      }
    }
  }

  kafka_cluster_client_authentication {
    authentication_type = "IAM"
  }

  kafka_cluster_encryption_in_transit {
    encryption_type = "TLS"
  }

  plugin {
    custom_plugin {
      arn      = aws_mskconnect_custom_plugin.changefeed.arn
      revision = aws_mskconnect_custom_plugin.changefeed.latest_revision
    }
  }

  worker_configuration {
    arn      = aws_mskconnect_worker_configuration.changefeed.arn
    revision = aws_mskconnect_worker_configuration.changefeed.latest_revision
  }

  log_delivery {
    worker_log_delivery {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.changefeed.name
      }
    }
  }

  service_execution_role_arn = aws_iam_role.changefeed.arn

  depends_on = [aws_iam_role_policy.dynamodb, aws_iam_role_policy.kafka]
}
