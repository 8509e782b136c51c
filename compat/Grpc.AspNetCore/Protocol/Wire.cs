// The texts of the protocol: names of headers, and how a timeout, a status message and metadata are written in them.
using System.Globalization;
using System.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Protocol;

internal static class Wire
{
    public const string ContentType = "application/grpc";
    public const string StatusHeader = "grpc-status";
    public const string MessageHeader = "grpc-message";
    public const string TimeoutHeader = "grpc-timeout";
    public const string EncodingHeader = "grpc-encoding";
    public const string AcceptEncodingHeader = "grpc-accept-encoding";

    private const long LargestTimeout = 99_999_999;

    // Headers of HTTP and of the protocol itself are not metadata of the application.
    private static readonly HashSet<string> NotMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        StatusHeader, MessageHeader, EncodingHeader, AcceptEncodingHeader, TimeoutHeader, "content-type", "te",
    };

    /// <summary>True for <c>application/grpc</c>, also with a suffix or a parameter; not for <c>grpc-web</c>.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType?.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase) == true
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>At most eight digits and a unit, rounded up: the server must not give up before the client.</summary>
    public static string FormatTimeout(TimeSpan timeout)
    {
        var (amount, unit) = (Math.Ceiling(timeout.TotalMilliseconds), 'm');
        (amount, unit) = amount <= LargestTimeout ? (amount, unit) : (Math.Ceiling(timeout.TotalSeconds), 'S');
        (amount, unit) = amount <= LargestTimeout ? (amount, unit) : (Math.Ceiling(timeout.TotalHours), 'H');
        return string.Create(CultureInfo.InvariantCulture, $"{(long)amount}{unit}");
    }

    /// <summary>Null for what is not a timeout; such a header is as good as none.</summary>
    public static TimeSpan? ParseTimeout(string? text)
    {
        if (text is not { Length: >= 2 and <= 9 }
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, null, out var amount))
        {
            return null;
        }

        return text[^1] switch
        {
            'H' => TimeSpan.FromHours(amount),
            'M' => TimeSpan.FromMinutes(amount),
            'S' => TimeSpan.FromSeconds(amount),
            'm' => TimeSpan.FromMilliseconds(amount),
            'u' => TimeSpan.FromMicroseconds(amount),
            'n' => TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>Keeps printable ASCII and writes every other byte of the UTF-8 form, and '%', as %XX.</summary>
    public static string EncodeMessage(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(message))
        {
            _ = octet is >= 0x20 and <= 0x7E and not (byte)'%'
                ? text.Append((char)octet)
                : text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return text.ToString();
    }

    public static string DecodeMessage(string text) => Uri.UnescapeDataString(text);

    /// <summary>Adds what one header line carries; bytes may come without padding, and joined by commas.</summary>
    public static void Read(Metadata metadata, string name, string value)
    {
        if (name.StartsWith(':') || NotMetadata.Contains(name))
        {
            return;
        }

        if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(name, value);
            return;
        }

        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            var padding = (4 - (part.Length % 4)) % 4;
            metadata.Add(name, Convert.FromBase64String(part + new string('=', padding)));
        }
    }

    public static string Format(Metadata.Entry entry) =>
        entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes) : entry.Value;
}
