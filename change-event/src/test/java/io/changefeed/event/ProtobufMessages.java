/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * Converts a Struct to a Protobuf message with the same fields and back, like a Protobuf converter that chooses the
 * schema names. The Protobuf library validates the names and the messages.
 */
final class ProtobufMessages {
    private ProtobufMessages() {}

    /** Returns the Struct after serialization as a message. */
    static Struct roundTrip(Struct struct) throws DescriptorValidationException, InvalidProtocolBufferException {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setSyntax("proto3")
                .setPackage(struct.schema().name())
                .addMessageType(messageType("Message", struct.schema()))
                .build();
        Descriptor type = FileDescriptor.buildFrom(file, new FileDescriptor[0]).findMessageTypeByName("Message");
        return struct(DynamicMessage.parseFrom(type, message(type, struct).toByteArray()));
    }

    private static DescriptorProto.Builder messageType(String name, Schema schema) {
        DescriptorProto.Builder type = DescriptorProto.newBuilder().setName(name);
        for (Field field : schema.fields()) {
            FieldDescriptorProto.Builder proto =
                    type.addFieldBuilder().setName(field.name()).setNumber(field.index() + 1);
            switch (field.schema().type()) {
                case STRING -> proto.setType(Type.TYPE_STRING);
                case BYTES -> proto.setType(Type.TYPE_BYTES);
                case INT64 -> proto.setType(Type.TYPE_INT64);
                case BOOLEAN -> proto.setType(Type.TYPE_BOOL);
                case STRUCT -> {
                    String nested = "Of_" + field.name();
                    type.addNestedType(messageType(nested, field.schema()));
                    proto.setType(Type.TYPE_MESSAGE).setTypeName(nested);
                }
                default -> throw new IllegalArgumentException("unexpected type: " + field.schema());
            }
            if (field.schema().isOptional() && field.schema().type() != Schema.Type.STRUCT) {
                proto.setProto3Optional(true).setOneofIndex(type.getOneofDeclCount());
                type.addOneofDeclBuilder().setName("_" + field.name());
            }
        }
        return type;
    }

    private static Message message(Descriptor type, Struct struct) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            Object value = struct.get(field.getName());
            if (value instanceof Struct nested) {
                message.setField(field, message(field.getMessageType(), nested));
            } else if (value instanceof byte[] bytes) {
                message.setField(field, ByteString.copyFrom(bytes));
            } else if (value != null) {
                message.setField(field, value);
            }
        }
        return message.build();
    }

    private static Struct struct(Message message) {
        Descriptor type = message.getDescriptorForType();
        SchemaBuilder schema = SchemaBuilder.struct().name(type.getFullName()).optional();
        type.getFields().stream()
                .filter(field -> isSet(message, field))
                .forEach(field -> schema.field(field.getName(), schema(message, field)));
        Struct struct = new Struct(schema.build());
        for (FieldDescriptor field : type.getFields()) {
            if (isSet(message, field)) {
                struct.put(field.getName(), value(message, field));
            }
        }
        return struct;
    }

    private static boolean isSet(Message message, FieldDescriptor field) {
        return !field.hasPresence() || message.hasField(field);
    }

    private static Schema schema(Message message, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> Schema.STRING_SCHEMA;
            case BYTE_STRING -> Schema.BYTES_SCHEMA;
            case LONG -> Schema.INT64_SCHEMA;
            case BOOLEAN -> Schema.BOOLEAN_SCHEMA;
            default -> struct((Message) message.getField(field)).schema();
        };
    }

    private static Object value(Message message, FieldDescriptor field) {
        Object value = message.getField(field);
        if (value instanceof Message nested) {
            return struct(nested);
        }
        return value instanceof ByteString bytes ? bytes.asReadOnlyByteBuffer() : value;
    }
}
