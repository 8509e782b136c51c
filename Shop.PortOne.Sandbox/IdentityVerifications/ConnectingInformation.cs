// CI, the number by which a person is the same person at every merchant, and DI, by which at one. Both are 64 bytes in
// base64, 88 characters. The sandbox derives them from who the person is, so that the same person always has the same.
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>Derives a person's numbers.</summary>
public static class ConnectingInformation
{
    public static string CiOf(string name, string? birthDate, string? phoneNumber) =>
        Derive("sandbox CI", name, birthDate, phoneNumber);

    public static string DiOf(string storeId, string name, string? birthDate, string? phoneNumber) =>
        Derive($"sandbox DI of {storeId}", name, birthDate, phoneNumber);

    private static string Derive(string purpose, string name, string? birthDate, string? phoneNumber) =>
        Convert.ToBase64String(HMACSHA512.HashData(
            Encoding.UTF8.GetBytes(purpose),
            Encoding.UTF8.GetBytes(string.Join(
                '\n',
                name.Trim().Normalize(NormalizationForm.FormC),
                birthDate,
                DigitsOf(phoneNumber)))));

    /// <summary>A phone number as the provider tells it.</summary>
    public static string? DigitsOf(string? phoneNumber) =>
        phoneNumber is null ? null : string.Concat(phoneNumber.Where(char.IsAsciiDigit));
}
