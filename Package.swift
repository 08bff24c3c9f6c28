// swift-tools-version: 6.3

import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("InferIsolatedConformances"),
]

let package = Package(
  name: "pmon",
  products: [
    .library(name: "ProcessEvents", targets: ["ProcessEvents"]),
    .library(name: "ConnectorProtocol", targets: ["ConnectorProtocol"]),
    .library(name: "ProcessConnector", targets: ["ProcessConnector"]),
    .library(name: "ConnectorHub", targets: ["ConnectorHub"]),
    .library(name: "ProcessTable", targets: ["ProcessTable"]),
    .library(name: "EventCapture", targets: ["EventCapture"]),
    .executable(name: "pmon", targets: ["pmon"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(name: "CLinux"),
    .target(name: "CStart"),
    .target(name: "KernelInterface", dependencies: ["CLinux"], swiftSettings: settings),
    .target(name: "ProcessEvents", swiftSettings: settings),
    .target(name: "ConnectorProtocol", dependencies: ["ProcessEvents"], swiftSettings: settings),
    .target(
      name: "ProcessConnector",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol"],
      swiftSettings: settings),
    .target(
      name: "ConnectorHub", dependencies: ["ProcessEvents", "ConnectorProtocol"],
      swiftSettings: settings),
    .target(
      name: "EventCapture", dependencies: ["ProcessEvents"], exclude: ["FORMAT.md"],
      swiftSettings: settings),
    .target(
      name: "ProcessTable",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "EventCapture"],
      swiftSettings: settings),
    .target(
      name: "EventRendering",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable"],
      swiftSettings: settings),
    .target(
      name: "ProcessMonitor",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable", "EventRendering",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
        "Yams",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "pmon",
      dependencies: [
        "CStart", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "EventCapture",
        "ProcessTable", "EventRendering",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "FilterCost", dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector"],
      path: "Benchmarks/FilterCost", swiftSettings: settings),
    .executableTarget(
      name: "HotPath",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector", "EventCapture",
        "ProcessTable",
      ],
      path: "Benchmarks/HotPath", swiftSettings: settings),
    .executableTarget(
      name: "FeedCost",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessMonitor"],
      path: "Benchmarks/FeedCost", swiftSettings: settings),
    .executableTarget(
      name: "JournalCost",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessTable", "ProcessMonitor"],
      path: "Benchmarks/JournalCost", swiftSettings: settings),
    .executableTarget(
      name: "HubCost",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub"],
      path: "Benchmarks/HubCost", swiftSettings: settings),
    .target(
      name: "TestSupport",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .executableTarget(
      name: "CommandProbe", dependencies: ["KernelInterface"], path: "Tests/CommandProbe",
      swiftSettings: settings),
    .executableTarget(
      name: "JournalProbe",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessTable", "ProcessMonitor"],
      path: "Tests/JournalProbe", swiftSettings: settings),
    .executableTarget(
      name: "KeeperProbe",
      dependencies: ["KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessMonitor"],
      path: "Tests/KeeperProbe", swiftSettings: settings),
    .executableTarget(
      name: "HubDifferential",
      dependencies: ["KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub"],
      path: "Tests/HubDifferential", swiftSettings: settings),
    .testTarget(
      name: "ConnectorHubTests",
      dependencies: [
        "HubDifferential", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ConnectorHub",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessEventsTests", dependencies: ["ProcessEvents", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ConnectorProtocolTests",
      dependencies: ["CLinux", "ProcessEvents", "ConnectorProtocol", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "EventCaptureTests", dependencies: ["ProcessEvents", "EventCapture", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "pmonTests",
      dependencies: [
        "pmon", "CommandProbe", "CLinux", "KernelInterface", "ProcessEvents", "ConnectorProtocol",
        "ProcessConnector", "EventCapture", "ProcessTable", "EventRendering", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Snapshots"], swiftSettings: settings),
    .testTarget(
      name: "ProcessTableTests",
      dependencies: [
        "CLinux", "KernelInterface", "ProcessEvents", "ProcessConnector", "ProcessTable",
        "EventCapture", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessMonitorTests",
      dependencies: [
        "JournalProbe", "KeeperProbe", "KernelInterface", "ProcessEvents", "ProcessConnector",
        "ProcessTable", "EventRendering", "ProcessMonitor", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      exclude: ["Journal/Fixtures"], swiftSettings: settings),
    .testTarget(
      name: "PushdownTests",
      dependencies: [
        "pmon", "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector",
        "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessEventsFilterTests", dependencies: ["ProcessEvents", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "ProcessConnectorTests",
      dependencies: [
        "KernelInterface", "ProcessEvents", "ConnectorProtocol", "ProcessConnector", "ConnectorHub",
        "TestSupport",
      ],
      swiftSettings: settings),
  ]
)
