// swift-tools-version: 6.3

import PackageDescription

// A package of its own, so that what the programs use is what any user of the libraries may use.
let package = Package(
  name: "pmon-examples",
  dependencies: [.package(name: "pmon", path: "../..")],
  targets: [
    .executableTarget(
      name: "AbnormalDeaths", dependencies: [.product(name: "ProcessConnector", package: "pmon")]),
    .executableTarget(
      name: "DeathSequence", dependencies: [.product(name: "ProcessConnector", package: "pmon")]),
    .executableTarget(
      name: "FilterEarly",
      dependencies: [
        .product(name: "ProcessConnector", package: "pmon"),
        .product(name: "ProcessEvents", package: "pmon"),
      ]),
    .executableTarget(
      name: "NamesOfTheDead",
      dependencies: [
        .product(name: "ProcessConnector", package: "pmon"),
        .product(name: "ProcessTable", package: "pmon"),
      ]),
    .executableTarget(
      name: "ServeEvents",
      dependencies: [
        .product(name: "ConnectorHub", package: "pmon"),
        .product(name: "ConnectorProtocol", package: "pmon"),
        .product(name: "ProcessConnector", package: "pmon"),
        .product(name: "ProcessEvents", package: "pmon"),
        .product(name: "ProcessTable", package: "pmon"),
      ]),
    .executableTarget(
      name: "ReadRecording",
      dependencies: [
        .product(name: "EventCapture", package: "pmon"),
        .product(name: "ProcessEvents", package: "pmon"),
      ]),
  ]
)

for target in package.targets { target.swiftSettings = [.treatAllWarnings(as: .error)] }
