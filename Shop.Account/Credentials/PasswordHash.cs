using System.Globalization;
using System.Text.RegularExpressions;

namespace Shop.Account.Credentials;

/// <summary>A stored Argon2id hash in the PHC string format, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$key</c>.</summary>
public sealed partial record PasswordHash(int MemoryKiB, int Passes, byte[] Salt, byte[] Key)
{
    internal const int KeyBytes = 32;

    /// <summary>The hash; null if the text is not such a hash.</summary>
    public static PasswordHash? Parse(string text) => PhcString().Match(text) is { Success: true, Groups: var parts }
        ? new(
            int.Parse(parts["m"].ValueSpan, CultureInfo.InvariantCulture),
            int.Parse(parts["t"].ValueSpan, CultureInfo.InvariantCulture),
            FromBase64(parts["salt"].Value), FromBase64(parts["key"].Value))
        : null;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"$argon2id$v=19$m={MemoryKiB},t={Passes},p=1${ToBase64(Salt)}${ToBase64(Key)}");

    // The format omits the padding.
    private static string ToBase64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] FromBase64(string text) =>
        Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    // Only what Passwords can compute: 8 KiB and a pass at least, a salt of 16 bytes and a key of 32.
    [GeneratedRegex("""
        \A\$argon2id\$v=19\$m=(?<m>[89]|[1-9]\d{1,6}),t=(?<t>[1-9]\d{0,2}),p=1
        \$(?<salt>[A-Za-z0-9+/]{22})\$(?<key>[A-Za-z0-9+/]{43})\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex PhcString();
}
