// The requests of the browser SDK: the shop's request unchanged, and how the SDK shows the window.
using System.Text.Json;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The SDK's request for a payment window.</summary>
public sealed record OpenPaymentWindowRequest(
    PaymentWindowRequest Request, PlatformType PlatformType, string? Url, bool Redirects);

/// <summary>The SDK's request for an identity verification window.</summary>
public sealed record OpenIdentityWindowRequest(
    IdentityWindowRequest Request, PlatformType PlatformType, string? Url, bool Redirects);

/// <summary>The shop's parameters of <c>requestPayment</c>.</summary>
public sealed record PaymentWindowRequest(
    string StoreId,
    string PaymentId,
    string OrderName,
    long TotalAmount,
    string Currency,
    PayMethod PayMethod,
    string? ChannelKey = null,
    string? ChannelGroupId = null,
    long TaxFreeAmount = 0,
    long? VatAmount = null,
    BrowserCustomer? Customer = null,
    JsonElement? CustomData = null,
    IReadOnlyList<string>? NoticeUrls = null,
    JsonElement? Products = null,
    string? RedirectUrl = null,
    string? Locale = null,
    EasyPayRequest? EasyPay = null,
    JsonElement? Bypass = null,
    WindowTypes? WindowType = null,
    string? ProductType = null,
    StoreDetails? StoreDetails = null);

/// <summary>The wallet that the shop opens directly.</summary>
public sealed record EasyPayRequest(string? EasyPayProvider = null, IReadOnlyList<string>? AvailablePayMethods = null);

/// <summary>How the window is shown on each platform.</summary>
public sealed record WindowTypes(string? Pc = null, string? Mobile = null);

/// <summary>The seller, as KSNET displays it in a wallet.</summary>
public sealed record StoreDetails(
    string? BusinessName = null,
    string? CeoFullName = null,
    string? Address = null,
    string? PhoneNumber = null,
    string? BusinessRegistrationNumber = null);

/// <summary>The shop's parameters of <c>requestIdentityVerification</c>.</summary>
public sealed record IdentityWindowRequest(
    string StoreId,
    string IdentityVerificationId,
    string ChannelKey,
    BrowserCustomer? Customer = null,
    string? CustomData = null,
    string? RedirectUrl = null,
    string? Locale = null,
    JsonElement? Bypass = null);

/// <summary>A customer in the browser SDK's format, which differs from the API's.</summary>
public sealed record BrowserCustomer(
    string? CustomerId = null,
    string? FullName = null,
    string? FirstName = null,
    string? LastName = null,
    string? PhoneNumber = null,
    string? Email = null,
    JsonElement? Address = null,
    string? Zipcode = null,
    string? Gender = null,
    string? BirthYear = null,
    string? BirthMonth = null,
    string? BirthDay = null)
{
    private const string GenderPrefix = "GENDER_";

    public string? Name => FullName ?? (FirstName is null && LastName is null ? null : $"{LastName}{FirstName}");

    public Customer ForPayment() => new(
        CustomerId,
        Name,
        BirthYear,
        BirthMonth,
        BirthDay,
        Gender?.Replace(GenderPrefix, "", StringComparison.Ordinal),
        Email,
        PhoneNumber,
        Address,
        Zipcode);
}

/// <summary>Why a window does not open: the code and message of the error that the SDK throws.</summary>
public sealed record WindowRefusal(string Code, string Message);

/// <summary>The URL of an opened window.</summary>
/// <param name="ByForm">True if the SDK opens the window on a phone with a form post.</param>
public sealed record OpenedWindow(string TxId, string Path, bool ByForm);
