using System.Buffers;

namespace Grpc.Core;

/// <summary>Where a message writes its bytes.</summary>
public abstract class SerializationContext
{
    private protected SerializationContext()
    {
    }

    /// <summary>Says how many bytes will be written; called before <see cref="GetBufferWriter"/>.</summary>
    public abstract void SetPayloadLength(int payloadLength);

    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Ends a payload that was written to <see cref="GetBufferWriter"/>.</summary>
    public abstract void Complete();

    /// <summary>Gives the payload whole.</summary>
    public abstract void Complete(byte[] payload);
}

/// <summary>From where a message reads its bytes.</summary>
public abstract class DeserializationContext
{
    private protected DeserializationContext()
    {
    }

    public abstract int PayloadLength { get; }

    public abstract byte[] PayloadAsNewBuffer();

    /// <summary>The payload without a copy; it is valid only until the deserializer returns.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}

/// <summary>How messages of one type become bytes and back.</summary>
public class Marshaller<T>(
    Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
{
    public Action<T, SerializationContext> ContextualSerializer { get; } = serializer;

    public Func<DeserializationContext, T> ContextualDeserializer { get; } = deserializer;
}

/// <summary>Makes marshallers, for generated code.</summary>
public static class Marshallers
{
    public static Marshaller<T> Create<T>(
        Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer) =>
        new(serializer, deserializer);
}
