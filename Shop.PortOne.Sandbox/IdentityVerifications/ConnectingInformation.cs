// Derives CI, which identifies a person across all merchants, and DI, which identifies a person at one merchant. Both
// are 64 bytes in base64, 88 characters. They are derived from the person's data, so a person keeps the same ones.
using System.Security.Cryptography;
using System.Text;

namespace Shop.PortOne.Sandbox.IdentityVerifications;

/// <summary>Derives a person's CI and DI.</summary>
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

    /// <summary>A phone number as the provider returns it: digits only.</summary>
    public static string? DigitsOf(string? phoneNumber) =>
        phoneNumber is null ? null : string.Concat(phoneNumber.Where(char.IsAsciiDigit));
}
