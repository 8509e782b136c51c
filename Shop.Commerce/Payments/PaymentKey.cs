using System.Security.Cryptography;

namespace Shop.Commerce.Payments;

/// <summary>
/// PortOne's paymentId, made by the shop: 32 hex characters, which every provider behind PortOne takes.
/// </summary>
public static class PaymentKey
{
    private const int Length = 32;

    public static string New() => RandomNumberGenerator.GetHexString(Length, lowercase: true);

    public static bool IsOne(string? text) => text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
}
