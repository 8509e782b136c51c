// A message on the wire: one byte that says whether it is compressed, four that give its length, then the payload. A
// unary call has at most one in each direction, so the reader goes to the end of the body: only there do the trailers
// follow, and only there is it certain that nothing else came.
using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace Grpc.AspNetCore.Protocol;

internal static class Frame
{
    public const int PrefixLength = 5;

    public static byte[] Write<T>(T message, Marshaller<T> marshaller, int? limit)
    {
        var payload = new PayloadWriter();
        marshaller.ContextualSerializer(message, payload);
        if (payload.Written.Length > limit)
        {
            throw Failed(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");
        }

        var frame = new byte[PrefixLength + payload.Written.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Written.Length);
        payload.Written.Span.CopyTo(frame.AsSpan(PrefixLength));
        return frame;
    }

    /// <summary>Reads the body to its end; null when it held no message.</summary>
    public static async Task<T?> ReadToEndAsync<T>(
        PipeReader body, Marshaller<T> marshaller, int? limit, CancellationToken ct) where T : class
    {
        while (true)
        {
            var read = await body.ReadAsync(ct).ConfigureAwait(false);
            var buffer = read.Buffer;
            var length = ReadPrefix(buffer, limit);
            if (buffer.Length - PrefixLength > length)
            {
                throw Failed(StatusCode.Internal, "Additional data after the message received.");
            }

            if (!read.IsCompleted)
            {
                body.AdvanceTo(buffer.Start, buffer.End);
                continue;
            }

            if (!buffer.IsEmpty && buffer.Length - PrefixLength != length)
            {
                throw Failed(StatusCode.Internal, "Incomplete message.");
            }

            var message = buffer.IsEmpty ? null : Deserialize(buffer.Slice(PrefixLength), marshaller);
            body.AdvanceTo(buffer.End);
            return message;
        }
    }

    // The length that the prefix announces, refused here before its bytes are waited for; null while it is incomplete.
    private static long? ReadPrefix(ReadOnlySequence<byte> buffer, int? limit)
    {
        if (buffer.Length < PrefixLength)
        {
            return null;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
        {
            throw Failed(StatusCode.Unimplemented, "Compressed messages are not supported.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > (limit ?? int.MaxValue))
        {
            throw Failed(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
        }

        return length;
    }

    private static T Deserialize<T>(ReadOnlySequence<byte> payload, Marshaller<T> marshaller)
    {
        try
        {
            return marshaller.ContextualDeserializer(new PayloadReader(payload));
        }
        catch (Google.Protobuf.InvalidProtocolBufferException exception)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Failed to deserialize the message.", exception));
        }
    }

    private static RpcException Failed(StatusCode code, string detail) => new(new Status(code, detail));

    private sealed class PayloadWriter : SerializationContext
    {
        private ArrayBufferWriter<byte>? _buffer;

        public ReadOnlyMemory<byte> Written { get; private set; }

        // A buffer of no bytes is not allowed, an empty message is.
        public override void SetPayloadLength(int payloadLength) => _buffer = new(Math.Max(payloadLength, 1));

        public override IBufferWriter<byte> GetBufferWriter() => _buffer ??= new();

        public override void Complete() => Written = _buffer?.WrittenMemory ?? default;

        public override void Complete(byte[] payload) => Written = payload;
    }

    private sealed class PayloadReader(ReadOnlySequence<byte> payload) : DeserializationContext
    {
        public override int PayloadLength => (int)payload.Length;

        public override byte[] PayloadAsNewBuffer() => payload.ToArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => payload;
    }
}
