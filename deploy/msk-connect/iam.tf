# The role of the connector: what the source needs in DynamoDB, and what MSK Connect needs in the Kafka cluster.

data "aws_caller_identity" "current" {}

data "aws_dynamodb_table" "source" {
  for_each = toset(var.tables)
  name     = each.value
}

locals {
  tables = [for table in data.aws_dynamodb_table.source : table.arn]
  # Their snapshots read the images of changed items from the table.
  tables_without_new_images = [for table in data.aws_dynamodb_table.source : table.arn
    if !contains(["NEW_IMAGE", "NEW_AND_OLD_IMAGES"], table.stream_view_type)]
  topics = replace(var.cluster_arn, ":cluster/", ":topic/")
  groups = replace(var.cluster_arn, ":cluster/", ":group/")
}

resource "aws_iam_role" "changefeed" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["kafkaconnect.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:aws:kafkaconnect:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:connector/${var.name}/*"]
    }
  }
}

resource "aws_iam_role_policy" "dynamodb" {
  name   = "dynamodb"
  role   = aws_iam_role.changefeed.id
  policy = data.aws_iam_policy_document.dynamodb.json
}

# The policy of docs/aws.md, without dynamodb:ListTables, which only tables.regex needs.
data "aws_iam_policy_document" "dynamodb" {
  statement {
    sid       = "Table"
    actions   = ["dynamodb:DescribeTable", "dynamodb:Scan"]
    resources = local.tables
  }
  dynamic "statement" {
    for_each = length(local.tables_without_new_images) > 0 ? [local.tables_without_new_images] : []
    content {
      sid       = "TableWithoutNewImages"
      actions   = ["dynamodb:BatchGetItem"]
      resources = statement.value
    }
  }
  statement {
    # The ARN of a stream contains its creation time.
    sid       = "Stream"
    actions   = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"]
    resources = [for arn in local.tables : "${arn}/stream/*"]
  }
  statement {
    sid       = "DeletedTables"
    actions   = ["dynamodb:ListStreams"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "kafka" {
  name   = "kafka"
  role   = aws_iam_role.changefeed.id
  policy = data.aws_iam_policy_document.kafka.json
}

data "aws_iam_policy_document" "kafka" {
  statement {
    sid       = "Cluster"
    actions   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"]
    resources = [var.cluster_arn]
  }
  statement {
    sid       = "Topics"
    actions   = ["kafka-cluster:CreateTopic", "kafka-cluster:DescribeTopic", "kafka-cluster:WriteData"]
    resources = ["${local.topics}/${var.topic_prefix}.*", "${local.topics}/__changefeed-heartbeat.${var.topic_prefix}"]
  }
  statement {
    # Topics of other connectors contain their configurations, possibly with secrets. The names end in the connector's id.
    sid = "InternalTopics"
    actions = [
      "kafka-cluster:CreateTopic",
      "kafka-cluster:DescribeTopic",
      "kafka-cluster:ReadData",
      "kafka-cluster:WriteData",
    ]
    resources = [
      "${local.topics}/__amazon_msk_connect_configs_${var.name}_*",
      "${local.topics}/__amazon_msk_connect_status_${var.name}_*",
      "${local.topics}/${local.offsets_topic}",
    ]
  }
  statement {
    # The group of the workers, whose full name AWS does not document. The groups of sinks (connect-*) are not included.
    sid       = "Groups"
    actions   = ["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"]
    resources = ["${local.groups}/__amazon_msk_connect_*"]
  }
}
